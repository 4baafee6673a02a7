/** Pictures of every kind that a camera, a scanner or a program writes. */

import { readFileSync } from 'node:fs';
import sharp, { type Sharp } from 'sharp';
import { validationImages } from './labelled.js';
import { fixture } from './paths.js';

/** A picture as a file. */
export interface MixedImage {
  name: string;
  bytes: Buffer;
}

/** Turns a piece of a photograph, of an odd size, into a file. */
type Kind = (piece: Sharp, i: number) => Promise<Buffer>;

const jpeg = (piece: Sharp): Promise<Buffer> => piece.jpeg({ quality: 90 }).toBuffer();
const png = (piece: Sharp): Promise<Buffer> => piece.png().toBuffer();

/** The orientations 1 to 8, one after another. */
const turned: Kind = async (piece, i) => {
  const orientation = 1 + (i % 8);
  return await jpeg(piece.withMetadata({ orientation }));
};

const transparent: Kind = async (piece, i) => {
  const { data, info } = await piece.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  for (let at = 3; at < data.length; at += 4) data[at] = (at * (i + 3)) & 255;
  const { width, height } = info;
  return await png(sharp(data, { raw: { width, height, channels: 4 } }));
};

const KINDS: Readonly<Record<string, Kind>> = {
  'turned-a.jpg': turned,
  'turned-b.jpg': turned,
  'gray.jpg': (piece) => jpeg(piece.toColourspace('b-w')),
  'gray.png': (piece) => png(piece.toColourspace('b-w')),
  'alpha.png': transparent,
  'gray-alpha.png': (piece) => png(piece.toColourspace('b-w').ensureAlpha(0.5)),
  'palette.png': (piece) => piece.png({ palette: true, colours: 30 }).toBuffer(),
  'deep.png': (piece) => png(piece.toColourspace('rgb16')),
  'cmyk.jpg': (piece) => jpeg(piece.toColourspace('cmyk')),
  'progressive.jpg': (piece) => piece.jpeg({ progressive: true }).toBuffer(),
};

/**
 * Makes pictures, the same ones each time: pieces of the photographs in sizes of up to 90 pixels, and clothing.
 *
 * @param smallest - the shortest length of a side
 */
export async function mixedImages(count: number, smallest = 28): Promise<MixedImage[]> {
  const photos = ['chelsea.png', 'coffee.png'].map((name) => readFileSync(fixture('photos', name)));
  const clothing = validationImages();
  const kinds = Object.entries(KINDS);
  return await Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const number = String(i).padStart(3, '0');
      const [kind, write] = kinds[i % kinds.length] as [string, Kind];
      // Every eleventh is a gray JPEG of 28×28 as it came.
      if (i % 11 === 10) {
        const { image } = clothing[i % clothing.length] as (typeof clothing)[number];
        return { name: `${number}-clothing.jpg`, bytes: image };
      }
      const [width, height] = [smallest + ((i * 7) % 63), smallest + ((i * 13) % 59)];
      const [left, top] = [(i * 37) % 300, (i * 23) % 180];
      const photo = sharp(photos[i % 2])
        .removeAlpha()
        .extract({ left, top, width, height });
      return { name: `${number}-${kind}`, bytes: await write(photo, Math.floor(i / kinds.length)) };
    }),
  );
}

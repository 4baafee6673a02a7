/** Small pictures of the images that were mistaken. */

import { realpathSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { readWhole, requireFile } from '../files/readable.js';
import { decoding } from '../packing/decoding.js';
import { parseImageHeader } from '../recordio/image-header.js';
import { PayloadReader } from '../recordio/payload-reader.js';
import type { Evaluation, Mistake } from './evaluation/evaluation.js';

/** Pixels of the longer side. */
const SIDE = 160;
const QUALITY = 72;

/**
 * Pictures of the first mistakes, as `data:` addresses; `undefined` for an image that is no longer there, or cannot be decoded.
 *
 * @param most - how many
 */
export async function thumbnailsOf(
  { data, worst }: Evaluation,
  most: number,
): Promise<(string | undefined)[]> {
  const thumbnails: (string | undefined)[] = [];
  for (const mistake of worst.slice(0, most)) {
    // Whatever has become of the data: the rest of the report does not depend on it.
    thumbnails.push(await thumbnailOf(data.path, mistake).catch(() => undefined));
  }
  return thumbnails;
}

async function thumbnailOf(path: string, mistake: Mistake): Promise<string | undefined> {
  const encoded = await encodedImage(path, mistake);
  if (encoded === undefined) return undefined;
  const webp = await decoding(encoded, (image) =>
    image
      .autoOrient()
      .resize({ width: SIDE, height: SIDE, fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .webp({ quality: QUALITY })
      .toBuffer(),
  );
  return `data:image/webp;base64,${webp.toString('base64')}`;
}

async function encodedImage(path: string, { file, offset }: Mistake): Promise<Buffer | undefined> {
  if (offset !== null) return await recordedImage(path, offset);
  if (file === null) return undefined;
  const place = join(path, file);
  return isWithin(path, place) ? await readWhole(place) : undefined;
}

async function recordedImage(file: string, offset: number): Promise<Buffer | undefined> {
  await requireFile(file);
  await using reader = await PayloadReader.open(file);
  const payload = await reader.read(offset);
  const header = parseImageHeader(payload);
  return header && payload.subarray(header.imageOffset);
}

/** An evaluation names images below its folder: another file has no business in a report that is passed on. */
function isWithin(folder: string, file: string): boolean {
  const way = relative(realpathSync(folder), realpathSync(file));
  return !isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`);
}

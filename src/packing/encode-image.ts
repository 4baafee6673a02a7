/** Images as they are packed: turned upright, cut, resized and encoded anew. */

import type { Sharp } from 'sharp';
import { type DecodedSize, decoding } from './decoding.js';

/** 1: red, green, blue, without transparency. 0: gray. -1: as the image is. */
export type ColourMode = -1 | 0 | 1;

/** How images are encoded, by im2rec's names. */
export interface EncodeOptions {
  /** Length of the shorter side; 0 leaves the size. */
  resize: number;
  /** Cut the longer side first, so that a square is left. */
  centerCrop: boolean;
  /** Of JPEG: 1 to 100. Of PNG: compression, 0 to 9. */
  quality: number;
  color: ColourMode;
  encoding: '.jpg' | '.png';
}

/** How libmxnet makes gray of colours. */
const LUMA = [0.299, 0.587, 0.114] as const;

/**
 * Encodes an image anew.
 *
 * @throws {@link FineTuneError} `ERR_DATA` when it cannot be decoded, or not as a whole
 */
export async function encodeImage(source: Buffer, options: EncodeOptions): Promise<Buffer> {
  return await decoding(source, async (image, size) => {
    const upright = size.isTurned ? image.autoOrient() : image;
    const shaped = coloured(resized(upright, size, options), size, options);
    const encoded =
      options.encoding === '.jpg'
        ? shaped.jpeg({ quality: options.quality, optimiseCoding: false })
        : shaped.png({ compressionLevel: options.quality });
    return await encoded.toBuffer();
  });
}

function resized(image: Sharp, size: DecodedSize, { centerCrop, resize }: EncodeOptions): Sharp {
  let { width, height } = size;
  let result = image;
  if (centerCrop && width !== height) {
    const side = Math.min(width, height);
    const left = Math.floor((width - side) / 2);
    const top = Math.floor((height - side) / 2);
    result = result.extract({ left, top, width: side, height: side });
    width = side;
    height = side;
  }
  if (resize === 0 || resize === Math.min(width, height)) return result;
  const long = Math.floor((resize * Math.max(width, height)) / Math.min(width, height));
  const target = height > width ? { width: resize, height: long } : { width: long, height: resize };
  return result.resize({ ...target, fit: 'fill', kernel: 'linear' });
}

function coloured(image: Sharp, { space }: DecodedSize, { color, encoding }: EncodeOptions): Sharp {
  if (color === 1) return image.removeAlpha().toColourspace('srgb');
  // JPEG has no transparency; it would be painted over black.
  if (color === -1) {
    return (encoding === '.png' ? image : image.removeAlpha()).toColourspace(space);
  }
  const luma = [[...LUMA], [...LUMA], [...LUMA]] as Parameters<Sharp['recomb']>[0];
  return image.removeAlpha().toColourspace('srgb').recomb(luma).extractChannel(0);
}

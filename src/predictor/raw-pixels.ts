/** Images that somebody else has decoded. */

import { FineTuneError } from '../errors.js';
import { fromTypedArray } from '../ndarray/create.js';
import type { NDArray } from '../ndarray/ndarray.js';
import { invokeOne } from '../operators/invoke.js';
import { scope } from '../runtime/scope.js';
import type { RawImage } from './image-input.js';
import type { Preprocessing } from './preprocess.js';

/**
 * Pixels as an array of rows, columns and the network's channels.
 *
 * @param channels - of the network
 * @throws {@link FineTuneError} `ERR_DATA` when the numbers do not fit the data or the network
 */
export function rawPixels(image: RawImage, channels: number, mostPixels: number): NDArray {
  requirePixels(image, mostPixels);
  const { data, width, height, channels: given } = image;
  return scope(() => {
    const pixels = fromTypedArray(new Uint8Array(data), [height, width, given]);
    if (given === channels) return pixels;
    if (channels === 1) {
      throw wrong(`have 1 channel, as the network wants, not ${given}. Make it gray first`);
    }
    // Gray is the same in all colours; of four channels the last one is left out.
    return given === 1
      ? invokeOne('repeat', [pixels], { repeats: channels, axis: 2 })
      : invokeOne('slice_axis', [pixels], { axis: 2, begin: 0, end: channels });
  });
}

/**
 * The pixels themselves, when nothing has to be done to them; else `undefined`.
 *
 * @throws {@link FineTuneError} as {@link rawPixels}
 */
export function pixelsAsGiven(
  image: RawImage,
  { imageShape: [channels, height, width], resize }: Preprocessing,
  mostPixels: number,
): Uint8Array | undefined {
  requirePixels(image, mostPixels);
  if (image.channels !== channels || image.height !== height || image.width !== width) return;
  return resize === null || resize === Math.min(height, width) ? image.data : undefined;
}

function requirePixels({ data, width, height, channels }: RawImage, most: number): void {
  if (channels !== 1 && channels !== 3 && channels !== 4) {
    throw wrong(`have 1, 3 or 4 channels, not ${String(channels)}`);
  }
  for (const length of [width, height]) {
    if (!Number.isInteger(length) || length < 1) {
      throw wrong(`have a width and a height of whole numbers from 1, not ${String(length)}`);
    }
  }
  if (width * height > most) {
    throw wrong(`have at most ${most} pixels, not ${width}×${height}`);
  }
  const bytes = width * height * channels;
  if (data.length !== bytes) {
    throw wrong(`have ${bytes} values, ${width} × ${height} × ${channels}; it has ${data.length}`);
  }
}

function wrong(what: string): FineTuneError {
  return new FineTuneError('ERR_DATA', `an image of pixels must ${what}`);
}

/** Single images, with libmxnet's own decoder. */

import { FineTuneError, MXNetError } from '../errors.js';
import { fromTypedArray } from '../ndarray/create.js';
import type { NDArray } from '../ndarray/ndarray.js';
import { invokeOne } from '../operators/invoke.js';
import { isCutOff } from './cut-off.js';
import { exifOrientation, withoutOrientation } from './exif-orientation.js';
import { imageFacts } from './image-facts.js';
import { upright } from './upright.js';

/** More than any camera takes; a small file can ask for gigabytes. */
export const MOST_PIXELS: number = 2 ** 28;

/**
 * Decodes an image into rows, columns and channels of 8 bits, red first, and turns it upright.
 *
 * @param encoded - a JPEG, PNG or other file that OpenCV reads
 * @param channels - 1 for gray, else 3
 * @throws {@link FineTuneError} `ERR_DATA` when it cannot be decoded, or not as a whole
 */
export async function decodeImage(encoded: Uint8Array, channels: number): Promise<NDArray> {
  if (encoded.length === 0) throw new FineTuneError('ERR_DATA', 'the image is empty');
  if (isCutOff(encoded)) throw new FineTuneError('ERR_DATA', 'the image is cut off');
  const bytes = Buffer.from(encoded.buffer, encoded.byteOffset, encoded.byteLength);
  const { height, width } = imageFacts(bytes) ?? { height: 0, width: 0 };
  if (height * width > MOST_PIXELS) {
    throw new FineTuneError('ERR_DATA', `the image is too large: ${width}×${height} pixels`);
  }
  // OpenCV looks at the orientation of some files and not of others.
  const orientation = exifOrientation(bytes);
  const pixels = await decode(withoutOrientation(bytes, orientation), channels);
  if (orientation === undefined) return pixels;
  using turned = pixels;
  return upright(turned, orientation.value);
}

async function decode(encoded: Buffer, channels: number): Promise<NDArray> {
  using bytes = fromTypedArray(new Uint8Array(encoded), [encoded.length]);
  let image: NDArray | undefined;
  try {
    // The operator decides by the file's beginning whether it decodes at once or behind the scenes.
    image = invokeOne('_cvimdecode', [bytes], { flag: channels === 1 ? 0 : 1, to_rgb: 1 });
    await image.waitToRead();
    return image;
  } catch (cause) {
    image?.dispose();
    if (!(cause instanceof MXNetError)) throw cause;
    throw new FineTuneError('ERR_DATA', 'the image cannot be decoded', { cause });
  }
}

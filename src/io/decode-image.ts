/** Single images, with libmxnet's own decoder. */

import { FineTuneError, MXNetError } from '../errors.js';
import { fromTypedArray } from '../ndarray/create.js';
import type { NDArray } from '../ndarray/ndarray.js';
import { invokeAndWait } from '../operators/invoke.js';
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
 * @param mostPixels - larger images are refused before they are decoded; with a limit also those whose size their
 * beginning does not tell
 * @throws {@link FineTuneError} `ERR_DATA` when it cannot be decoded, or not as a whole
 */
export async function decodeImage(
  encoded: Uint8Array,
  channels: number,
  mostPixels: number = MOST_PIXELS,
): Promise<NDArray> {
  if (encoded.length === 0) throw new FineTuneError('ERR_DATA', 'the image is empty');
  if (isCutOff(encoded)) throw new FineTuneError('ERR_DATA', 'the image is cut off');
  const bytes = Buffer.from(encoded.buffer, encoded.byteOffset, encoded.byteLength);
  const facts = imageFacts(bytes);
  if (facts === undefined && mostPixels < MOST_PIXELS) {
    throw new FineTuneError('ERR_DATA', 'the image is of no known kind. JPEG and PNG are');
  }
  const { height, width } = facts ?? { height: 0, width: 0 };
  if (height * width > mostPixels) {
    throw new FineTuneError(
      'ERR_DATA',
      `the image is too large: ${width}×${height} pixels. At most ${mostPixels} pixels are decoded`,
    );
  }
  // OpenCV looks at the orientation of some files and not of others.
  const orientation = exifOrientation(bytes);
  const pixels = await decode(withoutOrientation(bytes, orientation), channels);
  if (orientation === undefined) return pixels;
  using turned = pixels;
  return await upright(turned, orientation.value);
}

async function decode(encoded: Buffer, channels: number): Promise<NDArray> {
  using bytes = fromTypedArray(new Uint8Array(encoded), [encoded.length]);
  try {
    // The operator decides by the file's beginning whether it decodes at once or behind the scenes.
    return await invokeAndWait('_cvimdecode', [bytes], {
      flag: channels === 1 ? 0 : 1,
      to_rgb: 1,
    });
  } catch (cause) {
    if (!(cause instanceof MXNetError)) throw cause;
    throw new FineTuneError('ERR_DATA', 'the image cannot be decoded', { cause });
  }
}

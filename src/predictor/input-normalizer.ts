/** From pixels to the numbers that a network takes. */

import { NDArray } from '../ndarray/ndarray.js';
import type { Preprocessing } from './preprocess.js';

/** Values that a pixel can have. */
const VALUES = 256;

/**
 * Normalizes as ImageRecordIter does it: rounded to float32 after each step. A pixel of 8 bits has few values, so that their
 * numbers are looked up: four operators over all pixels take several times as long.
 */
export class InputNormalizer {
  /** For each channel the number of each value. */
  readonly #numbers: Float32Array;

  constructor({ imageShape: [channels], rgbMean, rgbStd }: Preprocessing) {
    this.#numbers = Float32Array.from({ length: channels * VALUES }, (_, i) => {
      const channel = Math.floor(i / VALUES);
      const mean = Math.fround(rgbMean[channel] ?? 0);
      const factor = Math.fround(1 / Math.fround(rgbStd[channel] ?? 1));
      return Math.fround((i % VALUES) - mean) * factor;
    });
  }

  /**
   * Writes images of 8 bits as numbers into the first rows of an array that nothing is queued for.
   *
   * @param images - of each image its rows, columns, channels
   * @param target - images, channels, rows, columns
   */
  into(target: NDArray, images: readonly Uint8Array[]): void {
    if (target.dtype === 'float32' && target.device.type === 'cpu') {
      this.#write(target, images);
      return;
    }
    using values = NDArray.empty(target.shape);
    this.#write(values, images);
    values.copyTo(target);
  }

  #write(target: NDArray, images: readonly Uint8Array[]): void {
    for (const [row, pixels] of images.entries()) target.setPixels(row, pixels, this.#numbers);
  }
}

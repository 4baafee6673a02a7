/** From pixels to the numbers that a network takes. */

import { fromTypedArray } from '../ndarray/create.js';
import type { NDArray } from '../ndarray/ndarray.js';
import type { Preprocessing } from './preprocess.js';

/** Values that a pixel can have. */
const VALUES = 256;

/**
 * Normalizes as ImageRecordIter does it: rounded to float32 after each step. A pixel of 8 bits has few values, so that their
 * numbers are looked up: four operators over all pixels take several times as long.
 */
export class InputNormalizer {
  readonly #shape: readonly [channels: number, height: number, width: number];
  /** For each channel the number of each value. */
  readonly #numbers: readonly Float32Array[];
  /** Memory that is used again. */
  #values = new Float32Array(0);

  constructor({ imageShape, rgbMean, rgbStd }: Preprocessing) {
    this.#shape = imageShape;
    this.#numbers = Array.from({ length: imageShape[0] }, (_, channel) => {
      const mean = Math.fround(rgbMean[channel] ?? 0);
      const factor = Math.fround(1 / Math.fround(rgbStd[channel] ?? 1));
      return Float32Array.from(
        { length: VALUES },
        (__, value) => Math.fround(value - mean) * factor,
      );
    });
  }

  /**
   * Writes images of 8 bits as numbers into an array that nothing is queued for.
   *
   * @param pixels - images, rows, columns, channels
   * @param target - images, channels, rows, columns
   */
  into(target: NDArray, pixels: Uint8Array): void {
    const [channels, height, width] = this.#shape;
    const images = pixels.length / (channels * height * width);
    if (this.#values.length !== pixels.length) this.#values = new Float32Array(pixels.length);
    for (let image = 0; image < images; image++) {
      for (const [channel, numbers] of this.#numbers.entries()) {
        const plane = (image * channels + channel) * height * width;
        const first = image * channels * height * width + channel;
        this.#fill(pixels, first, plane, numbers);
      }
    }
    if (target.dtype === 'float32') {
      target.setSync(this.#values);
      return;
    }
    using values = fromTypedArray(this.#values, target.shape);
    values.copyTo(target);
  }

  /** One channel of one image. */
  #fill(pixels: Uint8Array, first: number, plane: number, numbers: Float32Array): void {
    const [channels, height, width] = this.#shape;
    const values = this.#values;
    const size = height * width;
    for (let i = 0, from = first; i < size; i++, from += channels) {
      values[plane + i] = numbers[pixels[from] as number] as number;
    }
  }
}

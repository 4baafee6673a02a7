/** From pixels to the numbers that a network takes. */

import { fromTypedArray } from '../ndarray/create.js';
import type { NDArray } from '../ndarray/ndarray.js';
import { invokeOne } from '../operators/invoke.js';
import { scope } from '../runtime/scope.js';
import type { Preprocessing } from './preprocess.js';

/** Normalizes as ImageRecordIter does it: rounded to float32 after each step. */
export class InputNormalizer implements Disposable {
  readonly #shape: readonly [channels: number, height: number, width: number];
  readonly #mean: NDArray;
  readonly #factor: NDArray;

  constructor({ imageShape, rgbMean, rgbStd }: Preprocessing) {
    const [channels] = imageShape;
    const perChannel = (values: readonly number[]) =>
      fromTypedArray(Float32Array.from(values.slice(0, channels)), [1, channels, 1, 1]);
    this.#shape = imageShape;
    this.#mean = perChannel(rgbMean);
    this.#factor = perChannel(rgbStd.map((value) => 1 / Math.fround(value)));
  }

  /**
   * Queues the normalization of images of 8 bits.
   *
   * @param pixels - images, rows, columns, channels
   * @param target - images, channels, rows, columns
   */
  into(target: NDArray, pixels: Uint8Array): void {
    const [channels, height, width] = this.#shape;
    const images = pixels.length / (channels * height * width);
    scope(() => {
      const given = fromTypedArray(pixels, [images, height, width, channels]);
      const planes = invokeOne('transpose', [given], { axes: [0, 3, 1, 2] });
      const values = invokeOne('Cast', [planes], { dtype: 'float32' });
      const centred = invokeOne('broadcast_sub', [values, this.#mean]);
      invokeOne('broadcast_mul', [centred, this.#factor]).copyTo(target);
    });
  }

  dispose(): void {
    this.#mean.dispose();
    this.#factor.dispose();
  }

  [globalThis.Symbol.dispose](): void {
    this.dispose();
  }
}

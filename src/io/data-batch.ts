/** One batch. */

import type { NDArray } from '../ndarray/ndarray.js';

/** The arrays of one step. Whoever takes a batch from an iterator disposes it. */
export class DataBatch implements Disposable {
  readonly data: readonly NDArray[];
  readonly label: readonly NDArray[];
  /** How many of the last rows only fill the batch up and must not be counted. */
  readonly pad: number;
  readonly #owned: readonly NDArray[];

  /**
   * @param options.owned - the arrays that end with the batch; all of them unless said otherwise
   */
  constructor(
    data: readonly NDArray[],
    label: readonly NDArray[],
    options: { pad?: number; owned?: readonly NDArray[] } = {},
  ) {
    this.data = data;
    this.label = label;
    this.pad = options.pad ?? 0;
    this.#owned = options.owned ?? [...data, ...label];
  }

  dispose(): void {
    for (const array of this.#owned) array.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

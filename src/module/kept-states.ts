/** Auxiliary states of a moment, to go back to. */

import { NDArray } from '../ndarray/ndarray.js';
import { waitAll } from '../runtime/wait-all.js';

/** Copies of arrays, each on its own device. */
export class KeptStates implements Disposable {
  readonly #arrays: readonly NDArray[];
  readonly #copies: readonly NDArray[];

  /** @param arrays - stay the caller's */
  constructor(arrays: readonly NDArray[]) {
    this.#arrays = arrays;
    this.#copies = arrays.map(({ shape, device, dtype }) => NDArray.empty(shape, device, dtype));
  }

  /** Waits for everything that is queued: batch normalisation writes its moving averages behind the engine's back. */
  async keep(): Promise<void> {
    await waitAll();
    for (const [i, array] of this.#arrays.entries()) array.copyTo(this.#copies[i] as NDArray);
    await waitAll();
  }

  /** Gives the arrays the values that were kept last. */
  async restore(): Promise<void> {
    await waitAll();
    for (const [i, copy] of this.#copies.entries()) copy.copyTo(this.#arrays[i] as NDArray);
    await waitAll();
  }

  dispose(): void {
    for (const copy of this.#copies) copy.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

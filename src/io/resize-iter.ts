/** Passes of a chosen length. */

import type { DataBatch } from './data-batch.js';
import type { DataIter } from './data-iter.js';
import { WrappingIter } from './wrapping-iter.js';

/**
 * Makes another iterator's passes exactly `size` batches long (`mx.io.ResizeIter`), starting over when it ends
 * early. It owns the inner iterator.
 */
export class ResizeIter extends WrappingIter {
  readonly #size: number;
  readonly #resetInner: boolean;
  #position = 0;

  /**
   * @param options.resetInternal - whether {@link ResizeIter.reset} also resets the inner iterator; without it
   *   a pass goes on where the one before has stopped. Default true.
   */
  constructor(inner: DataIter, size: number, options: { resetInternal?: boolean } = {}) {
    if (!Number.isInteger(size) || size < 1) {
      throw new RangeError(`\`size\` must be a positive integer, received ${size}`);
    }
    super(inner);
    this.#size = size;
    this.#resetInner = options.resetInternal ?? true;
  }

  async next(): Promise<DataBatch | undefined> {
    if (this.#position >= this.#size) return undefined;
    let batch = await this.inner.next();
    if (batch === undefined) {
      await this.inner.reset();
      batch = await this.inner.next();
    }
    this.#position++;
    return batch;
  }

  async reset(): Promise<void> {
    this.#position = 0;
    if (this.#resetInner) await this.inner.reset();
  }
}

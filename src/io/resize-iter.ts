/** Passes of a chosen length. */

import type { DataBatch } from './data-batch.js';
import type { DataDesc } from './data-desc.js';
import type { DataIter } from './data-iter.js';

/**
 * Makes another iterator's passes exactly `size` batches long (`mx.io.ResizeIter`), starting over when it ends
 * early. It owns the inner iterator.
 */
export class ResizeIter implements DataIter {
  readonly #inner: DataIter;
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
    this.#inner = inner;
    this.#size = size;
    this.#resetInner = options.resetInternal ?? true;
  }

  get batchSize(): number {
    return this.#inner.batchSize;
  }

  get provideData(): readonly DataDesc[] {
    return this.#inner.provideData;
  }

  get provideLabel(): readonly DataDesc[] {
    return this.#inner.provideLabel;
  }

  async next(): Promise<DataBatch | undefined> {
    if (this.#position >= this.#size) return undefined;
    let batch = await this.#inner.next();
    if (batch === undefined) {
      await this.#inner.reset();
      batch = await this.#inner.next();
    }
    this.#position++;
    return batch;
  }

  async reset(): Promise<void> {
    this.#position = 0;
    if (this.#resetInner) await this.#inner.reset();
  }

  dispose(): void {
    this.#inner.dispose();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#inner[Symbol.asyncDispose]();
  }
}

/** Iterators that nobody needs yet. */

import type { DataBatch } from './data-batch.js';
import type { DataDesc } from './data-desc.js';
import type { DataIter } from './data-iter.js';

/** Opens its inner iterator when it is asked for the first time, and owns it then. */
export class LaterIter implements DataIter {
  readonly batchSize: number;
  readonly provideData: readonly DataDesc[];
  readonly provideLabel: readonly DataDesc[];
  readonly #open: () => Promise<DataIter>;
  #opening: Promise<DataIter> | undefined;
  #isDisposed = false;

  /** @param like - another iterator, with batches of the same shapes */
  constructor(
    open: () => Promise<DataIter>,
    like: Pick<DataIter, 'batchSize' | 'provideData' | 'provideLabel'>,
  ) {
    this.batchSize = like.batchSize;
    this.provideData = like.provideData;
    this.provideLabel = like.provideLabel;
    this.#open = open;
  }

  /** Opens the inner iterator now, if it is not open. */
  async open(): Promise<void> {
    await this.#inner();
  }

  async next(): Promise<DataBatch | undefined> {
    return await (await this.#inner()).next();
  }

  async reset(): Promise<void> {
    await (await this.#inner()).reset();
  }

  dispose(): void {
    void this[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    const inner = await this.#opening?.catch(() => undefined);
    await inner?.[Symbol.asyncDispose]();
  }

  async #inner(): Promise<DataIter> {
    if (this.#isDisposed) throw new TypeError('the iterator has been disposed');
    this.#opening ??= this.#open();
    return await this.#opening;
  }
}

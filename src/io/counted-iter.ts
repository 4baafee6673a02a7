/** Passes over a known number of samples. */

import { DataBatch } from './data-batch.js';
import type { DataIter } from './data-iter.js';
import { WrappingIter } from './wrapping-iter.js';

/**
 * Tells how many rows of the last batch only fill it up. libmxnet's own iterators do not: with `roundBatch: false` they
 * deliver old rows and report none. Owns the inner iterator.
 */
export class CountedIter extends WrappingIter {
  readonly #samples: number;
  #seen = 0;

  /** @param samples - what one pass of `inner` really holds */
  constructor(inner: DataIter, samples: number) {
    super(inner);
    this.#samples = samples;
  }

  async next(): Promise<DataBatch | undefined> {
    if (this.#seen >= this.#samples) return undefined;
    const batch = await this.inner.next();
    if (batch === undefined) return undefined;
    this.#seen += this.batchSize;
    return new DataBatch(batch.data, batch.label, { pad: Math.max(0, this.#seen - this.#samples) });
  }

  async reset(): Promise<void> {
    this.#seen = 0;
    await this.inner.reset();
  }
}

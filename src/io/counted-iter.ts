/** Passes over a known number of samples. */

import { DataBatch } from './data-batch.js';
import type { DataDesc } from './data-desc.js';
import type { DataIter } from './data-iter.js';

/**
 * Tells how many rows of the last batch only fill it up. libmxnet's own iterators do not: with `roundBatch: false` they
 * deliver old rows and report none. Owns the inner iterator.
 */
export class CountedIter implements DataIter {
  readonly #inner: DataIter;
  readonly #samples: number;
  #seen = 0;

  /** @param samples - what one pass of `inner` really holds */
  constructor(inner: DataIter, samples: number) {
    this.#inner = inner;
    this.#samples = samples;
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
    if (this.#seen >= this.#samples) return undefined;
    const batch = await this.#inner.next();
    if (batch === undefined) return undefined;
    this.#seen += this.batchSize;
    return new DataBatch(batch.data, batch.label, { pad: Math.max(0, this.#seen - this.#samples) });
  }

  async reset(): Promise<void> {
    this.#seen = 0;
    await this.#inner.reset();
  }

  dispose(): void {
    this.#inner.dispose();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#inner[Symbol.asyncDispose]();
  }
}

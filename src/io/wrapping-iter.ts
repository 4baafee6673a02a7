/** Iterators over another iterator. */

import type { DataBatch } from './data-batch.js';
import type { DataDesc } from './data-desc.js';
import type { DataIter } from './data-iter.js';

/** Passes on what its inner iterator is asked for. Owns it. */
export abstract class WrappingIter implements DataIter {
  protected inner: DataIter;

  protected constructor(inner: DataIter) {
    this.inner = inner;
  }

  get batchSize(): number {
    return this.inner.batchSize;
  }

  get provideData(): readonly DataDesc[] {
    return this.inner.provideData;
  }

  get provideLabel(): readonly DataDesc[] {
    return this.inner.provideLabel;
  }

  abstract next(): Promise<DataBatch | undefined>;

  abstract reset(): Promise<void>;

  dispose(): void {
    this.inner.dispose();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.inner[Symbol.asyncDispose]();
  }
}

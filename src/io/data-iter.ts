/** What every source of batches can do. */

import type { DataBatch } from './data-batch.js';
import type { DataDesc } from './data-desc.js';

/** A source of batches that can be gone through again and again. */
export interface DataIter extends AsyncDisposable {
  /** Rows in a batch. */
  readonly batchSize: number;
  readonly provideData: readonly DataDesc[];
  readonly provideLabel: readonly DataDesc[];
  /** The next batch, which the caller disposes; `undefined` at the end of the pass. */
  next(): Promise<DataBatch | undefined>;
  /** Goes back to the first batch. */
  reset(): Promise<void>;
  dispose(): void;
}

/** Goes through what is left of the pass, disposing each batch after the loop's body. */
export async function* batchesOf(iterator: DataIter): AsyncGenerator<DataBatch> {
  for (let batch = await iterator.next(); batch !== undefined; batch = await iterator.next()) {
    try {
      yield batch;
    } finally {
      batch.dispose();
    }
  }
}

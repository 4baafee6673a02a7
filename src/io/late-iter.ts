/** A source that is opened while something else is done. */

import type { DataBatch } from './data-batch.js';
import type { DataDesc } from './data-desc.js';
import type { DataIter } from './data-iter.js';

/** What a source will deliver, known before it is open. */
export type KnownBatches = Pick<DataIter, 'batchSize' | 'provideData' | 'provideLabel'>;

/** Opens its source when it is told to begin, at the latest when it is used. Owns it. */
export class LateIter implements DataIter {
  readonly batchSize: number;
  readonly provideData: readonly DataDesc[];
  readonly provideLabel: readonly DataDesc[];
  readonly #open: () => Promise<DataIter>;
  #opening: Promise<DataIter> | undefined;

  /** @param known - of the source; it is not compared */
  constructor(open: () => Promise<DataIter>, known: KnownBatches) {
    this.#open = open;
    this.batchSize = known.batchSize;
    this.provideData = known.provideData;
    this.provideLabel = known.provideLabel;
  }

  /** Begins to open the source. Whoever uses it is told when that fails. */
  begin(): void {
    this.opened().catch(() => {});
  }

  /** The source, once it is open. It stays this one's. */
  opened(): Promise<DataIter> {
    this.#opening ??= this.#open();
    return this.#opening;
  }

  async next(): Promise<DataBatch | undefined> {
    return await (await this.opened()).next();
  }

  async reset(): Promise<void> {
    await (await this.opened()).reset();
  }

  dispose(): void {
    this.#opening?.then(
      (source) => source.dispose(),
      () => {},
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const source = await this.#opening?.catch(() => undefined);
    await source?.[Symbol.asyncDispose]();
  }
}

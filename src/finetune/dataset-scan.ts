/** Going over the record files while something else is done. */

import type { Logger } from '../runtime/logger.js';
import { type Datasets, inspectDatasets } from './datasets.js';
import type { InspectionContext } from './inspection-context.js';
import type { RunSettings } from './options.js';

/**
 * {@link inspectDatasets}, begun before its turn: reading files and opening libmxnet keep different threads busy. What it
 * finds is told when it is asked for. Disposing it ends the reading.
 */
export class DatasetScan implements AsyncDisposable {
  readonly #stop = new AbortController();
  readonly #told: ((logger: Logger) => void)[] = [];
  readonly #datasets: Promise<Datasets>;
  #logger: Logger | undefined;

  constructor(settings: RunSettings, { signal, ...more }: Omit<InspectionContext, 'logger'> = {}) {
    const logger: Logger = {
      info: (message) => this.#tell((later) => later.info(message)),
      warning: (message) => this.#tell((later) => later.warning(message)),
    };
    const stop = this.#stop.signal;
    const ended = signal === undefined ? stop : AbortSignal.any([signal, stop]);
    this.#datasets = inspectDatasets(settings, { ...more, logger, signal: ended });
    // Whoever asks is told; when nobody does, something else has gone wrong before.
    this.#datasets.catch(() => {});
  }

  /** As soon as they are known, with nothing told. */
  get datasets(): Promise<Datasets> {
    return this.#datasets;
  }

  /** Ends the reading when it is disposed, and does not wait until it has ended. */
  stopping(): Disposable {
    return { [Symbol.dispose]: () => this.#stop.abort() };
  }

  async result(logger: Logger): Promise<Datasets> {
    for (const tell of this.#told) tell(logger);
    this.#logger = logger;
    return await this.#datasets;
  }

  #tell(say: (logger: Logger) => void): void {
    if (this.#logger === undefined) this.#told.push(say);
    else say(this.#logger);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#datasets.catch(() => {});
  }
}

/** Speed and metrics, every so many batches. */

import type { NamedValue } from '../metric/metric.js';
import { type Logger, SILENT } from '../runtime/logger.js';
import { fixed } from '../text/python-format.js';
import type { BatchEnd } from './batch-end.js';

/** Some batches of an epoch. */
export interface SpeedWindow {
  epoch: number;
  /** The first batch of the line, from 0. */
  from: number;
  /** The last one. */
  to: number;
  /** Samples per second. */
  speed: number;
  metrics: readonly NamedValue[];
}

/** Options of {@link Speedometer}. */
export interface SpeedometerOptions {
  batchSize: number;
  /** Batches between two lines. @defaultValue 50 */
  frequent?: number;
  /** Start the printed metrics afresh after each line. @defaultValue true */
  autoReset?: boolean;
  logger?: Logger;
  /** Told what each line says. */
  onWindow?: (window: SpeedWindow) => void;
  /** Milliseconds. @defaultValue `performance.now` */
  now?: () => number;
}

/**
 * Logs `Epoch[0] Batch [0-20]\tSpeed: … samples/sec\taccuracy=…` (`mx.callback.Speedometer` of MXNet 1.4 and later). The first
 * line of an epoch covers one batch more in its metrics than in its speed.
 */
export class Speedometer {
  readonly #batchSize: number;
  readonly #frequent: number;
  readonly #autoReset: boolean;
  readonly #logger: Logger;
  readonly #onWindow: (window: SpeedWindow) => void;
  readonly #now: () => number;
  #started: number | undefined;
  /** The batch behind which the time is taken. */
  #since = 0;
  #last = 0;

  constructor(options: SpeedometerOptions) {
    this.#batchSize = options.batchSize;
    this.#frequent = options.frequent ?? 50;
    this.#autoReset = options.autoReset ?? true;
    this.#logger = options.logger ?? SILENT;
    this.#onWindow = options.onWindow ?? (() => {});
    this.#now = options.now ?? (() => performance.now());
  }

  /** To be called after each batch. */
  batchEnd({ epoch, batch, metric }: BatchEnd): void {
    if (this.#last > batch) this.#started = undefined;
    this.#last = batch;
    if (this.#started === undefined) {
      this.#start(batch);
      return;
    }
    if (batch % this.#frequent !== 0) return;
    const seconds = (this.#now() - this.#started) / 1000;
    const speed = ((batch - this.#since) * this.#batchSize) / seconds;
    const from = this.#autoReset ? batch - this.#frequent : 0;
    const metrics = metric.local();
    const values = metrics.map(([name, value]) => `\t${name}=${fixed(value)}`);
    if (this.#autoReset) metric.resetLocal();
    this.#logger.info(
      `Epoch[${epoch}] Batch [${from}-${batch}]\tSpeed: ${fixed(speed, 2)} samples/sec${values.join('')}`,
    );
    this.#onWindow({ epoch, from, to: batch, speed, metrics });
    this.#start(batch);
  }

  /** To be called when an epoch, or what comes after it, goes on behind batches that were trained before: their time is not known. */
  resume(batches: number): void {
    if (batches === 0) return;
    this.#last = batches - 1;
    this.#start(this.#last);
  }

  #start(batch: number): void {
    this.#started = this.#now();
    this.#since = batch;
  }
}

/** One epoch of the training loop. */

import type { DataBatch } from '../io/data-batch.js';
import type { Metric } from '../metric/metric.js';
import { SILENT } from '../runtime/logger.js';
import { fixed } from '../text/python-format.js';
import type { FitOptions } from './fit-options.js';
import { type Measurement, measure } from './measure.js';
import type { Module } from './module.js';
import type { EpochPhase, FitResumption } from './safe-point.js';

/** One pass over the data, and its validation. */
export class Epoch {
  readonly #module: Module;
  readonly #options: FitOptions;
  readonly #epoch: number;
  readonly #metric: Metric;
  readonly #now: () => number;
  #phase: EpochPhase = 'training';
  #hasStopped = false;
  /** How many batches have been trained. */
  #batch = 0;
  /** When the training has begun, or would have without an interruption. */
  #began: number;
  #seconds = 0;

  constructor(
    module: Module,
    options: FitOptions,
    { epoch, metric }: { epoch: number; metric: Metric },
  ) {
    this.#module = module;
    this.#options = options;
    this.#epoch = epoch;
    this.#metric = metric;
    this.#now = options.now ?? (() => performance.now());
    this.#began = this.#now();
  }

  get phase(): EpochPhase {
    return this.#phase;
  }

  /** Whether the training has ended at a safe point of this epoch. */
  get hasStopped(): boolean {
    return this.#hasStopped;
  }

  begin(): void {
    this.#metric.reset();
    this.#options.onEpochBegin?.(this.#epoch);
  }

  resume({ batch, phase, metric, seconds }: FitResumption): void {
    this.#metric.restore(metric);
    this.#batch = batch;
    this.#phase = phase;
    this.#seconds = seconds;
    this.#began = this.#now() - seconds * 1000;
  }

  async train(): Promise<void> {
    const { logger = SILENT } = this.#options;
    await this.#trainBatches();
    if (this.#hasStopped) return;
    const metrics = this.#metric.global();
    this.#seconds = this.#elapsed();
    for (const [name, value] of metrics) {
      logger.info(`Epoch[${this.#epoch}] Train-${name}=${fixed(value)}`);
    }
    logger.info(`Epoch[${this.#epoch}] Time cost=${fixed(this.#seconds, 3)}`);
    const params = await this.#module.getParams();
    this.#module.setParams(params);
    this.#phase = 'trained';
    const [epoch, batches, seconds] = [this.#epoch, this.#batch, this.#seconds];
    for (const callback of this.#options.onEpochEnd ?? []) {
      await callback({ epoch, metrics, batches, seconds, ...params });
    }
    await this.#safePoint();
  }

  async validate(metric: Metric): Promise<void> {
    const { validation, countPadding = false, signal } = this.#options;
    if (validation !== undefined) {
      try {
        const options = { countPadding, signal };
        await this.#tell(await measure(this.#module, validation, metric, options));
      } catch (error) {
        if (signal?.aborted === true && error === signal.reason) await this.#safePoint();
        throw error;
      }
    }
    this.#phase = 'validated';
    await this.#safePoint();
  }

  async #tell({ metrics, samples }: Measurement): Promise<void> {
    const { logger = SILENT } = this.#options;
    for (const [name, value] of metrics) {
      logger.info(`Epoch[${this.#epoch}] Validation-${name}=${fixed(value)}`);
    }
    for (const callback of this.#options.onValidationEnd ?? []) {
      await callback({ epoch: this.#epoch, metrics, samples });
    }
  }

  async #trainBatches(): Promise<void> {
    const { train, onBatchEnd = [] } = this.#options;
    let batch = await train.next();
    while (batch !== undefined) {
      let following: DataBatch | undefined;
      try {
        await this.#safePoint();
        if (this.#hasStopped) return;
        following = await this.#step(batch);
      } finally {
        batch.dispose();
      }
      const event = { epoch: this.#epoch, batch: this.#batch, metric: this.#metric };
      this.#batch++;
      for (const callback of onBatchEnd) await callback(event);
      batch = following;
    }
  }

  /** @returns the next batch */
  async #step(batch: DataBatch): Promise<DataBatch | undefined> {
    const { train, monitor, watch } = this.#options;
    const module = this.#module;
    await monitor?.tic();
    await module.forward(batch, true);
    // The outputs are copied as soon as they are there, while the rest is still being queued and computed.
    const reading = module.readResult(batch);
    // Should the rest fail, nobody comes to await it.
    reading.catch(() => {});
    module.backward();
    const step = { epoch: this.#epoch, batch: this.#batch, data: batch };
    const isHeld =
      watch?.holdsUpdates && !(await watch.mayUpdate({ ...step, result: await reading }));
    if (!isHeld) module.update();
    // The next batch is fetched while this one is computed.
    const [next, result] = await Promise.all([train.next(), reading]);
    const counts = watch?.updated({ ...step, result }) ?? true;
    if (counts === true || (await counts)) module.addResult(this.#metric, result);
    await monitor?.tocPrint();
    return next;
  }

  /** Nothing happens between a call that does not save and the look at the signal: no signal can come in between. */
  async #safePoint(): Promise<void> {
    const { onSafePoint, shouldStop, signal } = this.#options;
    const saving = onSafePoint?.({
      epoch: this.#epoch,
      batch: this.#batch,
      phase: this.#phase,
      metric: this.#metric,
      seconds: this.#phase === 'training' ? this.#elapsed() : this.#seconds,
    });
    if (saving !== undefined) await saving;
    signal?.throwIfAborted();
    this.#hasStopped = shouldStop?.() ?? false;
  }

  #elapsed(): number {
    return (this.#now() - this.#began) / 1000;
  }
}

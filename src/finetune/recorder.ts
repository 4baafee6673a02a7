/** What a run writes and tells. */

import type { BatchEnd } from '../callback/batch-end.js';
import { paramsFile } from '../checkpoint/names.js';
import type { NamedValue } from '../metric/metric.js';
import type { EpochEnd, ValidationEnd } from '../module/fit.js';
import type { Logger } from '../runtime/logger.js';
import { fixed } from '../text/python-format.js';
import { firstEpoch } from './check-options.js';
import type { CheckpointWriter } from './checkpoint-writer.js';
import type { Datasets } from './datasets.js';
import type { BestCheckpoint, FineTuneEvent, FineTuneResult } from './events.js';
import type { Divergence } from './guard/divergence.js';
import type { Guard } from './guard/guard.js';
import type { RunSettings } from './options.js';

/** Where a {@link Recorder} sends what it is told. */
export interface RecorderContext {
  logger: Logger;
  onEvent: (event: FineTuneEvent) => void;
  guard: Guard;
  /** None when nothing is written. */
  writer: CheckpointWriter | undefined;
  /** None with `compat`. */
  divergence: Divergence | null;
}

/** Saves checkpoints when they are due, passes events on and remembers the last values. */
export class Recorder {
  readonly #settings: RunSettings;
  readonly #datasets: Datasets;
  readonly #context: RecorderContext;
  #epochEnd: EpochEnd | undefined;
  #validation: readonly NamedValue[] = [];

  constructor(settings: RunSettings, datasets: Datasets, context: RecorderContext) {
    this.#settings = settings;
    this.#datasets = datasets;
    this.#context = context;
  }

  start(): void {
    const { train, batchSize } = this.#datasets;
    this.#context.onEvent({
      type: 'start',
      batches: Math.ceil(train.images / batchSize),
      beginEpoch: firstEpoch(this.#settings),
      numEpochs: this.#settings.numEpochs,
      images: train.images,
      device: this.#settings.devices.join(', '),
    });
  }

  batchEnd({ epoch, batch, metric }: BatchEnd): void {
    this.#context.onEvent({ type: 'batch', epoch, batch, metrics: metric.local() });
  }

  async epochEnd(event: EpochEnd): Promise<void> {
    const { epoch, metrics, seconds } = event;
    const { writer, onEvent } = this.#context;
    this.#epochEnd = event;
    onEvent({ type: 'epoch', epoch, metrics, seconds });
    await this.#context.divergence?.requireFinite(epoch, event);
    if (!this.#isDue(epoch)) return;
    await writer?.save(epoch + 1, event, true);
    if (this.#settings.dataVal === undefined) await writer?.tidy();
  }

  /** An epoch that is the best is saved, whether it is due or not. */
  async validationEnd({ epoch, metrics }: ValidationEnd): Promise<void> {
    const { guard, writer, onEvent } = this.#context;
    this.#validation = metrics;
    onEvent({ type: 'validation', epoch, metrics });
    const isBest = guard.validated(epoch, metrics);
    if (isBest) {
      if (!this.#settings.compat) await this.#saveUnlessSaved();
      if (writer?.has(epoch + 1)) await writer.markBest(epoch + 1);
      this.#tellBest();
    }
    await writer?.tidy();
  }

  /** The last epoch is saved, whether it is due or not. */
  async end(): Promise<void> {
    if (!this.#settings.compat) await this.#saveUnlessSaved();
    await this.#context.writer?.tidy();
  }

  result(): FineTuneResult {
    const { guard, writer } = this.#context;
    return {
      checkpoint: writer?.file,
      train: this.#epochEnd?.metrics ?? [],
      validation: this.#validation,
      best: this.#best(),
      reason: guard.reason,
    };
  }

  #isDue(epoch: number): boolean {
    return (epoch + 1) % this.#settings.savePeriod === 0;
  }

  async #saveUnlessSaved(): Promise<void> {
    const { writer } = this.#context;
    const event = this.#epochEnd;
    if (event === undefined || writer === undefined || writer.has(event.epoch + 1)) return;
    await writer.save(event.epoch + 1, event, false);
  }

  #best(): BestCheckpoint | undefined {
    const { guard, writer } = this.#context;
    if (guard.best === undefined) return undefined;
    const number = guard.best.epoch + 1;
    const { modelPrefix = '' } = this.#settings;
    return { ...guard.best, file: writer?.has(number) ? paramsFile(modelPrefix, number) : null };
  }

  #tellBest(): void {
    const { logger, onEvent } = this.#context;
    const best = this.#best();
    if (best === undefined) return;
    const place = best.file === null ? '' : ` (${best.file})`;
    logger.info(
      `Best so far: ${best.metric}=${fixed(best.value)} after epoch ${best.epoch}${place}`,
    );
    onEvent({ type: 'best', ...best });
  }
}

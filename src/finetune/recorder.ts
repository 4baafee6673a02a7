/** What a run writes and tells. */

import type { BatchEnd } from '../callback/batch-end.js';
import { paramsFile } from '../checkpoint/names.js';
import type { NamedValue } from '../metric/metric.js';
import type { DeviceValues } from '../module/device-values.js';
import type { EpochEnd, ValidationEnd } from '../module/fit.js';
import type { EpochPhase, SafePoint } from '../module/safe-point.js';
import type { Logger } from '../runtime/logger.js';
import { counted } from '../text/plural.js';
import { fixed } from '../text/python-format.js';
import { firstEpoch } from './check-options.js';
import type { CheckpointWriter } from './checkpoint-writer.js';
import type { Partition } from './data-iters.js';
import type { Datasets } from './datasets.js';
import type { BestCheckpoint, FineTuneEvent, FineTuneResult } from './events.js';
import type { Divergence } from './guard/divergence.js';
import type { Guard } from './guard/guard.js';
import type { RunSettings } from './options.js';
import type { Restored } from './resume/restore.js';
import type { RunRecord } from './resume/run-record.js';
import type { Moment, StateWriter } from './resume/state-writer.js';

/** Where a {@link Recorder} sends what it is told. */
export interface RecorderContext {
  logger: Logger;
  onEvent: (event: FineTuneEvent) => void;
  guard: Guard;
  /** None when nothing is written. */
  writer: CheckpointWriter | undefined;
  states: StateWriter | undefined;
  /** None with `compat`. */
  divergence: Divergence | null;
  /** The state that is gone on with. */
  resumed: RunRecord | undefined;
}

/** Saves checkpoints when they are due, passes events on and remembers the last values. */
export class Recorder {
  readonly #settings: RunSettings;
  readonly #datasets: Datasets;
  readonly #context: RecorderContext;
  #epochEnd: EpochEnd | undefined;
  #train: readonly NamedValue[];
  #validation: readonly NamedValue[];
  /** Whether the run has been saved behind the last epoch's end, which is not its last state then. */
  #isInside = false;

  constructor(settings: RunSettings, datasets: Datasets, context: RecorderContext) {
    this.#settings = settings;
    this.#datasets = datasets;
    this.#context = context;
    const { train = [], validation = [] } = context.resumed?.metrics ?? {};
    this.#train = train;
    this.#validation = validation;
  }

  start({ rank, workers, batches }: Partition): void {
    const { train, batchSize } = this.#datasets;
    const images = Math.trunc(train.images / workers);
    this.#context.onEvent({
      type: 'start',
      batches: batches ?? Math.ceil(images / batchSize),
      beginEpoch: firstEpoch(this.#settings),
      numEpochs: this.#settings.numEpochs,
      images,
      ...(batches !== undefined && { rank, workers }),
      device: this.#settings.devices.join(', '),
      resumes: this.#context.resumed !== undefined,
    });
  }

  /** The run is where it was. An epoch whose validation is still to come is told again, so that both are in one place. */
  async resumed(file: string, { resumption, replayed }: Restored): Promise<void> {
    const { epoch, batch, phase, seconds } = resumption;
    const { writer, onEvent } = this.#context;
    onEvent({ type: 'resume', epoch, batch, file, replayed });
    if (phase !== 'training' && writer?.has(epoch + 1)) await writer.takeOver(epoch + 1);
    if (phase === 'trained') onEvent({ type: 'epoch', epoch, metrics: this.#train, seconds });
  }

  batchEnd({ epoch, batch, metric }: BatchEnd): void {
    this.#context.onEvent({ type: 'batch', epoch, batch, metrics: metric.local() });
  }

  async epochEnd(event: EpochEnd): Promise<void> {
    const { epoch, metrics, seconds, batches } = event;
    const { writer, states, onEvent } = this.#context;
    this.#epochEnd = event;
    this.#isInside = false;
    this.#train = metrics;
    states?.epochEnd(batches);
    onEvent({ type: 'epoch', epoch, metrics, seconds });
    await this.#context.divergence?.requireFinite(epoch, event);
    if (!this.#isDue(epoch)) return;
    await writer?.save(event, this.#epochMoment(event, 'trained'), true);
    if (this.#settings.dataVal === undefined) await writer?.tidy();
  }

  /** An epoch that is the best is saved, whether it is due or not. */
  async validationEnd({ epoch, metrics, samples }: ValidationEnd): Promise<void> {
    const { guard, writer, states, logger, onEvent } = this.#context;
    this.#validation = metrics;
    logger.info(`Validation of epoch ${epoch}: ${counted(samples, 'image')}`);
    onEvent({ type: 'validation', epoch, metrics, images: samples });
    const isBest = guard.validated(epoch, metrics);
    if (isBest) {
      if (!this.#settings.compat) await this.saveEpoch('validated');
      if (writer?.has(epoch + 1)) await writer.markBest(epoch + 1);
      this.#tellBest();
    }
    await writer?.tidy();
    await states?.validated(epoch, metrics);
  }

  /** The last epoch is saved, whether it is due or not, unless the run has stopped behind it. */
  async end(): Promise<void> {
    if (!(this.#settings.compat || this.#isInside)) await this.saveEpoch('validated');
    await this.#context.writer?.tidy();
  }

  /** The last checkpoint that was written. */
  get checkpoint(): string | undefined {
    return this.#context.writer?.file;
  }

  /** Saves the last epoch, if it is not saved already. */
  async saveEpoch(phase: EpochPhase): Promise<void> {
    const { writer } = this.#context;
    const event = this.#epochEnd;
    if (event === undefined || writer === undefined || writer.has(event.epoch + 1)) return;
    await writer.save(event, this.#epochMoment(event, phase), false);
  }

  /** Saves a moment inside an epoch. */
  async saveInside(point: SafePoint): Promise<void> {
    const { states, divergence, logger, onEvent } = this.#context;
    this.#isInside = true;
    if (states === undefined) return;
    const { epoch, batch, phase, seconds, metric } = point;
    const moment = {
      position: { epoch, batch, phase },
      seconds,
      metric: metric.state(),
      train: this.#train,
      validation: this.#validation,
    };
    const mayBeSaved = async (values: DeviceValues) =>
      (await divergence?.mayBeSaved(point, values)) ?? true;
    const file = await states.saveInside(point, moment, mayBeSaved);
    if (file === undefined) return;
    logger.info(`Saved the state after batch ${batch - 1} of epoch ${epoch} to "${file}"`);
    onEvent({ type: 'state', epoch, batch, file });
  }

  result(): FineTuneResult {
    const { guard, writer } = this.#context;
    return {
      checkpoint: writer?.file,
      train: this.#train,
      validation: this.#validation,
      best: this.#best(),
      reason: guard.reason,
    };
  }

  #isDue(epoch: number): boolean {
    return (epoch + 1) % this.#settings.savePeriod === 0;
  }

  #epochMoment({ epoch, batches, seconds }: EpochEnd, phase: EpochPhase): Moment {
    return {
      position: { epoch, batch: batches, phase },
      seconds,
      // The next epoch measures anew.
      metric: {},
      train: this.#train,
      validation: this.#validation,
    };
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

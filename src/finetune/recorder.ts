/** What a run writes and tells. */

import type { BatchEnd } from '../callback/batch-end.js';
import type { Recipe } from '../checkpoint/recipe.js';
import { saveCheckpoint } from '../checkpoint/save.js';
import type { NamedValue } from '../metric/metric.js';
import type { EpochEnd, ValidationEnd } from '../module/fit.js';
import { packageVersion } from '../native/package-root.js';
import { libraryInfo } from '../runtime/library.js';
import type { Logger } from '../runtime/logger.js';
import type { Symbol } from '../symbol/symbol.js';
import { firstEpoch } from './check-options.js';
import type { Datasets } from './datasets.js';
import type { FineTuneEvent, FineTuneResult } from './events.js';
import { parseImageShape, parseRgb } from './numbers.js';
import type { RunSettings } from './options.js';

/** Where a {@link Recorder} sends what it is told. */
export interface RecorderContext {
  logger: Logger;
  onEvent: (event: FineTuneEvent) => void;
}

/** Saves checkpoints, passes events on and remembers the last values. */
export class Recorder {
  readonly #settings: RunSettings;
  readonly #symbol: Symbol;
  readonly #datasets: Datasets;
  readonly #context: RecorderContext;
  #checkpoint: string | undefined;
  #train: readonly NamedValue[] = [];
  #validation: readonly NamedValue[] = [];

  constructor(settings: RunSettings, symbol: Symbol, datasets: Datasets, context: RecorderContext) {
    this.#settings = settings;
    this.#symbol = symbol;
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

  /** Saves a checkpoint when one is due (`mx.callback.do_checkpoint`): after epoch 0 as number 1. */
  async epochEnd({ epoch, metrics, seconds, argParams, auxParams }: EpochEnd): Promise<void> {
    this.#train = metrics;
    this.#context.onEvent({ type: 'epoch', epoch, metrics, seconds });
    const { modelPrefix, savePeriod } = this.#settings;
    if (modelPrefix === undefined || (epoch + 1) % savePeriod !== 0) return;
    const file = await saveCheckpoint(modelPrefix, epoch + 1, {
      symbol: this.#symbol,
      argParams,
      auxParams,
      recipe: this.#checkpoint === undefined ? this.#recipe() : undefined,
    });
    this.#checkpoint = file;
    this.#context.logger.info(`Saved checkpoint to "${file}"`);
    this.#context.onEvent({ type: 'checkpoint', epoch: epoch + 1, file });
  }

  validationEnd({ epoch, metrics }: ValidationEnd): void {
    this.#validation = metrics;
    this.#context.onEvent({ type: 'validation', epoch, metrics });
  }

  result(): FineTuneResult {
    return { checkpoint: this.#checkpoint, train: this.#train, validation: this.#validation };
  }

  #recipe(): Recipe {
    const { train, classes } = this.#datasets;
    const { imageShape, rgbMean, rgbStd, pretrainedModel, loadEpoch } = this.#settings;
    return {
      classNames: classes.names,
      imageShape: parseImageShape('--image-shape', imageShape),
      rgbMean: parseRgb('--rgb-mean', rgbMean),
      rgbStd: parseRgb('--rgb-std', rgbStd),
      resize: train.shorterSide,
      trainedOn: { file: train.file, images: train.images },
      pretrained: { prefix: pretrainedModel, epoch: loadEpoch ?? 0 },
      versions: { 'mxnet-finetune': packageVersion(), libmxnet: libraryInfo()?.version ?? '' },
    };
  }
}

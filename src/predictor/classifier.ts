/** A checkpoint that tells what is on images. */

import type { EpochName } from '../checkpoint/pointers.js';
import { MXNetError } from '../errors.js';
import { checkNumber, whole } from '../finetune/check-numbers.js';
import { openLibrary } from '../runtime/library.js';
import { liveCounts } from '../runtime/live-counts.js';
import { requireDevices } from '../runtime/require-devices.js';
import { batchSizes } from './batch-sizes.js';
import { Calls } from './calls.js';
import {
  type ClassifierOptions,
  type ClassifierSettings,
  type ClassifyOptions,
  checkEpoch,
  classifierSettings,
  type FeatureOptions,
} from './classifier-options.js';
import { CallRecorder, type ClassifierStats } from './classifier-stats.js';
import type { ImageInput } from './image-input.js';
import { Model } from './model.js';
import { bestClasses, type Prediction } from './predictions.js';
import { requireFinite } from './require-finite.js';
import type { ResolvedRecipe } from './resolve.js';

/** The output of a layer for one image. */
export interface Features {
  layer: string;
  /** Without the axis of the images. */
  shape: readonly number[];
  /** In row-major order. */
  values: Float32Array;
}

/**
 * A checkpoint, bound and ready. Images of concurrent calls are computed together; nothing blocks the event loop. Several
 * classifiers may live side by side.
 *
 * @example
 * ```ts
 * await using classifier = await Classifier.load('output/flowers');
 * console.log(await classifier.classify('rose.jpg'));
 * ```
 */
export class Classifier implements AsyncDisposable {
  /** Where the checkpoint lies. */
  readonly prefix: string;
  readonly #settings: ClassifierSettings;
  readonly #recorder: CallRecorder;
  readonly #calls: Calls;
  #model: Model;
  /** Models that were replaced and still have something to compute. */
  readonly #retiring = new Set<Promise<void>>();
  #reloading: Promise<void> = Promise.resolve();
  #reloads = 0;
  #end: Promise<void> | undefined;

  private constructor(
    prefix: string,
    settings: ClassifierSettings,
    recorder: CallRecorder,
    model: Model,
  ) {
    this.prefix = prefix;
    this.#settings = settings;
    this.#recorder = recorder;
    this.#calls = new Calls(settings, recorder);
    this.#model = model;
  }

  /**
   * Loads `PREFIX-symbol.json` and the values of an epoch, with the recipe that lies beside them.
   *
   * @throws {@link FineTuneError} when the checkpoint, its recipe or an option is wrong
   */
  static async load(prefix: string, options: ClassifierOptions = {}): Promise<Classifier> {
    const settings = classifierSettings(options);
    await openLibrary();
    requireDevices([settings.device]);
    const recorder = new CallRecorder();
    const model = await loadModel(prefix, settings, recorder);
    return new Classifier(prefix, settings, recorder, model);
  }

  /** How images are made ready, which classes there are, and what was assumed about it. */
  get recipe(): ResolvedRecipe {
    return this.#model.recipe;
  }

  /** How many classes the network tells apart. */
  get classes(): number {
    return this.#model.classes;
  }

  /**
   * The most probable classes of one image, or of each of several, best first. Of several images the first one that
   * cannot be used ends the call.
   *
   * @throws {@link FineTuneError} `ERR_DATA` when an image cannot be read or decoded, `ERR_INTERRUPTED`,
   * `ERR_OVERLOADED`, `ERR_OPTION`, `ERR_CHECKPOINT_FORMAT` when the network gives no numbers
   */
  async classify(image: ImageInput, options?: ClassifyOptions): Promise<Prediction[]>;
  async classify(images: readonly ImageInput[], options?: ClassifyOptions): Promise<Prediction[][]>;
  async classify(
    images: ImageInput | readonly ImageInput[],
    options: ClassifyOptions = {},
  ): Promise<Prediction[] | Prediction[][]> {
    const { topK = 5 } = options;
    checkNumber('topK', topK, whole(1));
    this.#requireOpen();
    return await this.#calls.answer(images, options, async (prepare, signal) => {
      const model = this.#model;
      const probabilities = await model.probabilities(prepare, signal);
      requireFinite(probabilities, { prefix: this.prefix, epoch: model.recipe.epoch }, 'the image');
      return bestClasses(probabilities, model.recipe.classNames, topK);
    });
  }

  /**
   * The output of a layer for one image, or for each of several.
   *
   * @throws {@link FineTuneError} as {@link Classifier.classify}, and `ERR_HEAD_NOT_FOUND` when there is no such layer
   */
  async features(image: ImageInput, options?: FeatureOptions): Promise<Features>;
  async features(images: readonly ImageInput[], options?: FeatureOptions): Promise<Features[]>;
  async features(
    images: ImageInput | readonly ImageInput[],
    options: FeatureOptions = {},
  ): Promise<Features | Features[]> {
    this.#requireOpen();
    return await this.#calls.answer(images, options, async (prepare, signal) => {
      const model = this.#model;
      const layer = model.layerName(options.layer);
      return { layer, ...(await model.features(layer, prepare, signal)) };
    });
  }

  /**
   * Loads the checkpoint anew, or another epoch of it, and answers by it from then on. Calls that have begun are answered
   * by the old one; none fails. When the new one cannot be loaded, the old one stays.
   *
   * @param options.epoch - default: the one that was asked for when loading, else `last`
   * @throws {@link FineTuneError} as {@link Classifier.load}
   */
  async reload(options: { epoch?: number | EpochName } = {}): Promise<void> {
    this.#requireOpen();
    checkEpoch(options.epoch);
    const loading = this.#reloading.then(async () => {
      const model = await loadModel(this.prefix, this.#settings, this.#recorder, options.epoch);
      const old = this.#model;
      this.#model = model;
      this.#reloads++;
      this.#retire(old);
    });
    this.#reloading = loading.catch(() => {});
    await loading;
  }

  /** What is going on, and what has been done. */
  stats(): ClassifierStats {
    const { ready, computing } = this.#model.progress;
    return {
      prefix: this.prefix,
      epoch: this.recipe.epoch,
      calls: { ...this.#recorder.calls },
      queue: {
        waiting: this.#calls.waiting,
        preparing: this.#calls.working - ready - computing,
        ready,
        computing,
        limit: this.#settings.maxQueue,
      },
      batches: { ...this.#recorder.batches },
      latency: this.#recorder.latency,
      reloads: this.#reloads,
      bytes: this.#model.bytes,
      handles: liveCounts(),
    };
  }

  /** Answers the calls that have been made, and lets go of everything. Further calls are refused. */
  async dispose(): Promise<void> {
    this.#end ??= this.#close();
    await this.#end;
  }

  async [globalThis.Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }

  async #close(): Promise<void> {
    await this.#reloading;
    await this.#calls.ended();
    this.#retire(this.#model);
    await Promise.all(this.#retiring);
  }

  #retire(model: Model): void {
    const retiring = model.retire().finally(() => this.#retiring.delete(retiring));
    this.#retiring.add(retiring);
  }

  #requireOpen(): void {
    if (this.#end === undefined) return;
    throw new MXNetError('ERR_MXNET_DISPOSED', '', 'the classifier was disposed before');
  }
}

async function loadModel(
  prefix: string,
  { recipe, device, batchSize, maxBatch, maxDelayMs }: ClassifierSettings,
  recorder: CallRecorder,
  epoch: number | EpochName | undefined = recipe.epoch,
): Promise<Model> {
  return await Model.load(prefix, { ...recipe, epoch }, device, {
    sizes: batchSizes(maxBatch, batchSize),
    boundSize: batchSize,
    maxDelayMs,
    onBatch: (images) => recorder.batch(images),
  });
}

/** Checkpoints over many images. */

import { pMapIterable } from 'p-map';
import type { EpochName } from '../checkpoint/pointers.js';
import { FineTuneError } from '../errors.js';
import { checkNumber, whole } from '../finetune/check-numbers.js';
import { cpu, type Device } from '../runtime/device.js';
import { openLibrary } from '../runtime/library.js';
import { requireDevices } from '../runtime/require-devices.js';
import type { Row } from './bound-network.js';
import { LARGEST_BATCH } from './classifier-options.js';
import { Model } from './model.js';
import { cutOut, type Preprocessing } from './preprocess.js';
import type { RecipeOptions, ResolvedRecipe } from './resolve.js';

/** A checkpoint, and which epoch of it. */
export interface ChosenCheckpoint {
  prefix: string;
  /** A number, `best` or `last`. @defaultValue `last` */
  epoch?: number | EpochName | undefined;
}

/** How checkpoints are loaded that go over many images. */
export interface BatchPredictorOptions extends Omit<RecipeOptions, 'epoch'> {
  /** @defaultValue `cpu()` */
  device?: Device | undefined;
  /** Images that are computed together. @defaultValue 32 */
  batchSize?: number | undefined;
}

/** One image of many. */
export interface BatchItem {
  /** The bytes of its file. */
  read: () => Promise<Uint8Array>;
}

/** What has become of an image: a row for each checkpoint, or why it cannot be used. */
export type BatchResult<Item> =
  | { item: Item; rows: readonly Row[]; fault?: never }
  | { item: Item; fault: FineTuneError; rows?: never };

/** How a {@link BatchPredictor} goes over images. */
export interface RunOptions {
  /** A layer by the name that {@link BatchPredictor.layerName} gives. @defaultValue the probabilities */
  layer?: string;
  signal?: AbortSignal | undefined;
}

/** An image that is ready, for each of the ways in which checkpoints want it. */
type Prepared<Item> =
  | { item: Item; pixels: ReadonlyMap<string, Uint8Array>; fault?: never }
  | { item: Item; fault: FineTuneError; pixels?: never };

/** Images that are decoded at a time: each may need hundreds of megabytes. */
const DECODERS = 2;

const BATCH = 32;

/**
 * One checkpoint or several, bound for batches of one size. Unlike a {@link Classifier} it answers in the order of the
 * images, and the same images are always computed in the same batches: the answers are equal to the last bit.
 */
export class BatchPredictor implements Disposable {
  readonly #models: readonly Model[];
  /** Images that are computed together. */
  readonly batchSize: number;

  private constructor(models: readonly Model[], batchSize: number) {
    this.#models = models;
    this.batchSize = batchSize;
  }

  /**
   * Loads checkpoints.
   *
   * @throws {@link FineTuneError} as {@link Classifier.load}
   */
  static async load(
    checkpoints: readonly ChosenCheckpoint[],
    { device = cpu(), batchSize = BATCH, ...recipe }: BatchPredictorOptions = {},
  ): Promise<BatchPredictor> {
    checkNumber('--batch-size', batchSize, whole(1, LARGEST_BATCH));
    await openLibrary();
    requireDevices([device]);
    const batches = { sizes: [batchSize], boundSize: batchSize, maxDelayMs: 0, onBatch: () => {} };
    const models: Model[] = [];
    try {
      for (const { prefix, epoch } of checkpoints) {
        models.push(await Model.load(prefix, { ...recipe, epoch }, device, batches));
      }
      return new BatchPredictor(models, batchSize);
    } catch (error) {
      await Promise.all(models.map((model) => model.retire()));
      throw error;
    }
  }

  /** Of each checkpoint. */
  get recipes(): readonly ResolvedRecipe[] {
    return this.#models.map(({ recipe }) => recipe);
  }

  /**
   * The names of the classes of each checkpoint; numbers stand for those that are not known.
   */
  get classNames(): readonly (readonly string[])[] {
    return this.#models.map(
      ({ recipe, classes }) =>
        recipe.classNames ?? Array.from({ length: classes }, (_, index) => String(index)),
    );
  }

  /**
   * The name of a layer of the first checkpoint.
   *
   * @param layer - as the network calls it; `undefined` for the last one before the classes
   * @throws {@link FineTuneError} `ERR_HEAD_NOT_FOUND` when there is none
   */
  layerName(layer: string | undefined): string {
    return (this.#models[0] as Model).layerName(layer);
  }

  /**
   * Reads, decodes and computes images, some ahead of those that have been asked for. Images that cannot be used come with
   * their fault, in their place.
   *
   * @throws the signal's reason
   */
  async *run<Item extends BatchItem>(
    items: AsyncIterable<Item> | Iterable<Item>,
    { layer, signal }: RunOptions = {},
  ): AsyncGenerator<BatchResult<Item>> {
    const working = new Set<Promise<unknown>>();
    const prepare = (item: Item): Promise<Prepared<Item>> => {
      const work = this.#prepare(item);
      // Nothing may go on decoding when the caller has gone away.
      working.add(work);
      const end = () => working.delete(work);
      work.then(end, end);
      return work;
    };
    const prepared = pMapIterable(items, prepare, {
      concurrency: DECODERS,
      backpressure: Math.max(DECODERS, 2 * this.batchSize),
    });
    try {
      for await (const batch of this.#batches(prepared, signal)) {
        yield* await this.#compute(batch, layer);
      }
    } finally {
      await Promise.allSettled(working);
    }
  }

  dispose(): void {
    // Nothing is in work outside of `run`: a model without users goes at once.
    for (const model of this.#models) void model.retire();
  }

  [globalThis.Symbol.dispose](): void {
    this.dispose();
  }

  /** Batches with as many images as they have rows, but the last. */
  async *#batches<Item>(
    prepared: AsyncIterable<Prepared<Item>>,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<Prepared<Item>[]> {
    let waiting: Prepared<Item>[] = [];
    let images = 0;
    for await (const one of prepared) {
      signal?.throwIfAborted();
      waiting.push(one);
      if (one.pixels !== undefined) images++;
      // Faults do not wait for more images than a batch has.
      if (images < this.batchSize && waiting.length < 2 * this.batchSize) continue;
      yield waiting;
      [waiting, images] = [[], 0];
    }
    signal?.throwIfAborted();
    if (waiting.length > 0) yield waiting;
  }

  async #prepare<Item extends BatchItem>(item: Item): Promise<Prepared<Item>> {
    try {
      const bytes = await item.read();
      const pixels = new Map<string, Uint8Array>();
      for (const recipe of this.recipes) {
        const way = wayOf(recipe);
        if (!pixels.has(way)) pixels.set(way, await cutOut(bytes, recipe));
      }
      return { item, pixels };
    } catch (error) {
      if (!(error instanceof FineTuneError) || error.code !== 'ERR_DATA') throw error;
      return { item, fault: error };
    }
  }

  async #compute<Item>(
    waiting: readonly Prepared<Item>[],
    layer: string | undefined,
  ): Promise<BatchResult<Item>[]> {
    const ready = waiting.filter((one) => one.pixels !== undefined);
    const outputs: Row[][] = [];
    for (const model of this.#models) {
      const way = wayOf(model.recipe);
      const images = ready.map(({ pixels }) => pixels.get(way) as Uint8Array);
      outputs.push(images.length === 0 ? [] : await model.batch(images, layer));
    }
    let next = 0;
    return waiting.map(({ item, fault }) => {
      if (fault !== undefined) return { item, fault };
      const row = next++;
      return { item, rows: outputs.map((rows) => rows[row] as Row) };
    });
  }
}

/** Checkpoints that want images in the same way share the decoding. */
function wayOf({ imageShape, resize, interpolation }: Preprocessing): string {
  return JSON.stringify([imageShape, resize, interpolation]);
}

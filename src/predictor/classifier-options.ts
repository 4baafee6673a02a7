/** How a classifier is loaded and asked. */

import { isEpochName } from '../checkpoint/pointers.js';
import { checkNumber, whole, wrong } from '../finetune/check-numbers.js';
import { MOST_PIXELS } from '../io/decode-image.js';
import { cpu, Device } from '../runtime/device.js';
import type { RecipeOptions } from './resolve.js';

/** How a {@link Classifier} is loaded. */
export interface ClassifierOptions extends RecipeOptions {
  /** @defaultValue `cpu()` */
  device?: Device;
  /** The batch that is made ready while loading; other sizes are when they are first needed. @defaultValue 1 */
  batchSize?: number;
  /** The most images, of one call or of several, that are computed together. @defaultValue 16, or `batchSize` if larger */
  maxBatch?: number;
  /** How long an image that is ready waits for others that are being decoded, in milliseconds. @defaultValue 5 */
  maxDelayMs?: number;
  /**
   * How many images may be in work at a time. Further ones wait, not yet read, or are refused. @defaultValue 4 batches,
   * at least 64
   */
  maxQueue?: number;
  /** Longer files and streams are refused. @defaultValue 256 MiB */
  maxBytes?: number;
  /** Larger images are refused before they are decoded. @defaultValue 2²⁸ */
  maxPixels?: number;
}

/** How a call is made. */
export interface CallOptions {
  /** Ends the call: it rejects with `ERR_INTERRUPTED`. */
  signal?: AbortSignal | undefined;
  /** When there is no room for all its images: wait, or reject with `ERR_OVERLOADED`. @defaultValue `wait` */
  whenBusy?: 'wait' | 'refuse';
}

/** Options of {@link Classifier.classify}. */
export interface ClassifyOptions extends CallOptions {
  /** How many classes are told. @defaultValue 5 */
  topK?: number;
}

/** Options of {@link Classifier.features}. */
export interface FeatureOptions extends CallOptions {
  /** A layer, by its name in the network. @defaultValue the last one before the classes */
  layer?: string | undefined;
}

/** {@link ClassifierOptions} with every default. */
export interface ClassifierSettings extends Required<Omit<ClassifierOptions, keyof RecipeOptions>> {
  recipe: RecipeOptions;
}

const DEFAULT_BATCH = 16;
const LEAST_QUEUE = 64;
const QUEUED_BATCHES = 4;
const MOST_BYTES = 2 ** 28;

/** More rows than this would be a typing error. */
export const LARGEST_BATCH: number = 2 ** 16;
const LONGEST_DELAY_MS = 60_000;

/**
 * Checks options, and gives those their defaults that were left out.
 *
 * @throws {@link FineTuneError} `ERR_OPTION`
 */
export function classifierSettings(options: ClassifierOptions): ClassifierSettings {
  const { device = cpu(), batchSize = 1, maxDelayMs = 5, ...more } = options;
  const { maxBatch = Math.max(DEFAULT_BATCH, batchSize), ...others } = more;
  const { maxQueue = Math.max(LEAST_QUEUE, QUEUED_BATCHES * maxBatch), ...rest } = others;
  const { maxBytes = MOST_BYTES, maxPixels = MOST_PIXELS, ...recipe } = rest;
  if (!(device instanceof Device)) throw wrong('device', 'be a Device, as cpu() or gpu(0)', device);
  checkEpoch(recipe.epoch);
  checkNumber('batchSize', batchSize, whole(1, LARGEST_BATCH));
  checkNumber('maxBatch', maxBatch, whole(batchSize, LARGEST_BATCH));
  checkNumber('maxQueue', maxQueue, whole(1));
  checkNumber('maxBytes', maxBytes, whole(1));
  checkNumber('maxPixels', maxPixels, whole(1, MOST_PIXELS));
  if (!(maxDelayMs >= 0 && maxDelayMs <= LONGEST_DELAY_MS)) {
    throw wrong('maxDelayMs', `be a number from 0 to ${LONGEST_DELAY_MS}`, maxDelayMs);
  }
  return { device, batchSize, maxBatch, maxDelayMs, maxQueue, maxBytes, maxPixels, recipe };
}

/**
 * An epoch has a number or a name.
 *
 * @throws {@link FineTuneError} `ERR_OPTION`
 */
export function checkEpoch(epoch: unknown): void {
  if (epoch === undefined || isEpochName(epoch)) return;
  if (typeof epoch !== 'number') throw wrong('epoch', "be a number, 'best' or 'last'", epoch);
  checkNumber('epoch', epoch, whole(0));
}

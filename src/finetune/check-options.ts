/** Options that cannot work are refused before anything is read. */

import { FineTuneError } from '../errors.js';
import { isDistributed } from '../kvstore/job.js';
import { splitBatch } from '../module/slices.js';
import { OPTIMIZER_NAMES } from '../optimizer/create.js';
import { checkAugmentation } from './check-augmentation.js';
import {
  atLeast,
  checkNumber,
  LARGEST_INT,
  type NumberRule,
  POSITIVE,
  whole,
  wrong,
} from './check-numbers.js';
import { DIVERGENCE_ACTIONS } from './guard/divergence-action.js';
import { monitoredMetric } from './guard/monitored-metric.js';
import { parseDuration } from './guard/time-limit.js';
import { RUN_INITIALIZERS } from './initializer.js';
import { checkSteps } from './learning-rate.js';
import { RUN_STORES } from './machines/check-job.js';
import { parseLosses } from './metrics.js';
import { parseImageShape, parseRgb } from './numbers.js';
import type { RunSettings } from './options.js';

const COUNT = whole(1);

/** Labels are float32, which holds no larger whole numbers one by one. */
const MOST_CLASSES = 2 ** 24;

/**
 * Checks every option by itself and together with the others.
 *
 * @param measures - whether there are validation data, which a folder of images may hold
 * @throws {@link FineTuneError} `ERR_OPTION` naming the option, what was given and what is wanted
 */
export function checkOptions(
  settings: RunSettings,
  measures: boolean = settings.dataVal !== undefined,
): void {
  checkTexts(settings);
  for (const [option, value, rule] of numberRules(settings)) checkNumber(option, value, rule);
  if (settings.benchmark !== 0) requireExamples(settings);
  checkDevices(settings);
  checkAugmentation(settings.augmentation);
  parseImageShape('--image-shape', settings.imageShape);
  parseRgb('--rgb-mean', settings.rgbMean);
  if (parseRgb('--rgb-std', settings.rgbStd).includes(0)) {
    throw wrong('--rgb-std', 'not contain 0', settings.rgbStd);
  }
  if (settings.lrFactor < 1) checkSteps(settings.lrStepEpochs);
  oneOf('--optimizer', settings.optimizer.toLowerCase(), OPTIMIZER_NAMES);
  oneOf('--initializer', settings.initializer, RUN_INITIALIZERS);
  oneOf('--kv-store', settings.kvStore.toLowerCase(), RUN_STORES);
  oneOf('--on-bad-image', settings.onBadImage, ['error', 'skip']);
  oneOf('--dtype', settings.dtype, ['float32', 'float16']);
  oneOf('--warmup-strategy', settings.warmupStrategy, ['linear', 'power2', 'sqrt', 'lars']);
  parseLosses(settings.loss);
  oneOf('--on-divergence', settings.onDivergence, DIVERGENCE_ACTIONS);
  oneOf('--gc-type', settings.gcType, ['none', '2bit']);
  checkCompression(settings);
  checkEpochs(settings);
  checkStopping(settings, measures);
}

/** The first epoch of a run. */
export function firstEpoch({ beginEpoch, loadEpoch }: RunSettings): number {
  return beginEpoch ?? loadEpoch ?? 0;
}

function numberRules(
  settings: RunSettings,
): (readonly [option: string, value: number, rule: NumberRule])[] {
  const { numClasses } = settings;
  return [
    ['--num-classes', numClasses, whole(1, MOST_CLASSES)],
    ['--batch-size', settings.batchSize, COUNT],
    ['--num-epochs', settings.numEpochs, COUNT],
    ['--save-period', settings.savePeriod, COUNT],
    ['--save-batches', settings.saveBatches, whole(0)],
    ['--keep', settings.keep ?? 1, COUNT],
    ['--early-stopping-patience', settings.earlyStoppingPatience ?? 1, COUNT],
    ['--early-stopping-min-delta', settings.earlyStoppingMinDelta, atLeast(0)],
    ['--early-stopping-min-epochs', settings.earlyStoppingMinEpochs, whole(0)],
    ['--disp-batches', settings.dispBatches, COUNT],
    ['--data-nthreads', settings.dataNthreads, COUNT],
    ['--load-epoch', settings.loadEpoch ?? 0, whole(0)],
    ['--begin-epoch', settings.beginEpoch ?? 0, whole(0)],
    ['--num-examples', settings.numExamples ?? 1, COUNT],
    ['--seed', settings.seed, whole(-LARGEST_INT - 1)],
    ['--lr', settings.lr, atLeast(0)],
    ['--lr-factor', settings.lrFactor, atLeast(0)],
    ['--mom', settings.mom, atLeast(0)],
    ['--wd', settings.wd, atLeast(0)],
    ['--monitor', settings.monitor, whole(0)],
    ['--test-io', settings.testIo, whole(-LARGEST_INT - 1)],
    ['--benchmark', settings.benchmark, whole(-LARGEST_INT - 1)],
    ['--macrobatch-size', settings.macrobatchSize, whole(0)],
    ['--warmup-epochs', settings.warmupEpochs, whole(0)],
    ['--gc-threshold', settings.gcThreshold, POSITIVE],
    ['--top-k', settings.topK, topKRule(numClasses)],
  ];
}

function topKRule(numClasses: number): NumberRule {
  return {
    isRight: (value) =>
      value === 0 || (Number.isInteger(value) && value >= 2 && value <= numClasses),
    wanted: 'between 2 and --num-classes, or 0',
  };
}

/** Texts that must not be empty, and paths that libmxnet can read. */
function checkTexts(settings: RunSettings): void {
  const { dataTrain, dataVal } = settings;
  requireText('--pretrained-model', settings.pretrainedModel);
  for (const [option, value] of [
    ['--model-prefix', settings.modelPrefix],
    ['--data-val', dataVal],
    ['--class-names', settings.classNames],
    ['--layer-before-fullc', settings.layerBeforeFullc],
  ] as const) {
    if (value !== undefined) requireText(option, value);
  }
  if (settings.benchmark !== 0 || settings.data !== undefined) return;
  requireText('--data-train', dataTrain);
  checkRecordPath('--data-train', dataTrain);
  checkRecordPath('--data-train-idx', settings.dataTrainIdx);
  checkRecordPath('--data-val', dataVal ?? '');
  checkRecordPath('--data-val-idx', settings.dataValIdx);
}

/** libmxnet gives these characters a meaning of its own: a list of files, a cache file, parameters. */
function checkRecordPath(option: string, path: string): void {
  const [character] = path.match(/[;#?]/) ?? [];
  if (character === undefined) return;
  throw new FineTuneError(
    'ERR_OPTION',
    `${option} must be the path of one file, and libmxnet reads no path with a ${character}: ${path}. Rename the file or folder`,
  );
}

/** Each device needs a part of the batch. */
function checkDevices({ batchSize, devices }: RunSettings): void {
  try {
    splitBatch(
      batchSize,
      devices.map(() => 1),
    );
  } catch {
    throw new FineTuneError(
      'ERR_OPTION',
      `--batch-size ${batchSize} cannot be split over ${devices.length} devices: each needs at least one image. Raise it, or use fewer devices`,
    );
  }
}

/** A benchmark has no file to count. */
function requireExamples({ numExamples, batchSize }: RunSettings): void {
  if (numExamples === undefined || numExamples < batchSize) {
    throw wrong('--num-examples', 'be at least --batch-size with --benchmark', numExamples);
  }
}

/** Other stores would ignore it. */
function checkCompression({ gcType, kvStore }: RunSettings): void {
  if (gcType === 'none' || /device/i.test(kvStore) || isDistributed(kvStore)) return;
  throw wrong('--gc-type', 'be none with a --kv-store that does not add up on devices', gcType);
}

function checkEpochs(settings: RunSettings): void {
  const first = firstEpoch(settings);
  if (first < settings.numEpochs) return;
  throw new FineTuneError(
    'ERR_OPTION',
    `there is nothing to train: the first epoch is ${first} and --num-epochs is ${settings.numEpochs}, the epoch before which to stop. ` +
      'Raise --num-epochs, or begin earlier with --begin-epoch',
  );
}

/** What would have no effect is refused. */
function checkStopping(settings: RunSettings, measures: boolean): void {
  const { earlyStoppingPatience: patience, maxTime, monitorMetric } = settings;
  if (maxTime !== undefined) parseDuration('--max-time', maxTime);
  monitoredMetric(settings);
  if (!measures && (patience !== undefined || monitorMetric !== undefined)) {
    const option = patience === undefined ? '--monitor-metric' : '--early-stopping-patience';
    throw new FineTuneError(
      'ERR_OPTION',
      `${option} needs validation data: give --data-val, or --val-split with --data`,
    );
  }
  if (patience !== undefined) return;
  for (const [option, value] of [
    ['--early-stopping-min-delta', settings.earlyStoppingMinDelta],
    ['--early-stopping-min-epochs', settings.earlyStoppingMinEpochs],
  ] as const) {
    if (value === 0) continue;
    throw new FineTuneError('ERR_OPTION', `${option} needs --early-stopping-patience`);
  }
}

function requireText(option: string, value: string | undefined): void {
  if (!value) throw new FineTuneError('ERR_OPTION', `${option} is missing`);
}

function oneOf(option: string, value: string, allowed: readonly string[]): void {
  if (!allowed.includes(value)) throw wrong(option, `be one of ${allowed.join(', ')}`, value);
}

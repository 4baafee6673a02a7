/** Options that cannot work are refused before anything is read. */

import { FineTuneError } from '../errors.js';
import { KVSTORE_TYPES } from '../kvstore/kvstore.js';
import { OPTIMIZER_NAMES } from '../optimizer/create.js';
import { RUN_INITIALIZERS } from './initializer.js';
import { checkSteps } from './learning-rate.js';
import { parseLosses } from './metrics.js';
import { parseImageShape, parseRgb } from './numbers.js';
import type { RunSettings } from './options.js';

type Check = readonly [
  option: string,
  value: number,
  isRight: (value: number) => boolean,
  wanted: string,
];

const whole = (least: number) => (value: number) => Number.isSafeInteger(value) && value >= least;
const atLeast = (least: number) => (value: number) => Number.isFinite(value) && value >= least;

/**
 * Checks every option by itself and together with the others.
 *
 * @throws {@link FineTuneError} `ERR_OPTION` naming the option, what was given and what is wanted
 */
export function checkOptions(settings: RunSettings): void {
  requireText('--pretrained-model', settings.pretrainedModel);
  if (settings.benchmark === 0) requireText('--data-train', settings.dataTrain);
  else requireExamples(settings);
  for (const [option, value, isRight, wanted] of numberChecks(settings)) {
    if (!isRight(value)) throw wrong(option, `be ${wanted}`, value);
  }
  parseImageShape('--image-shape', settings.imageShape);
  parseRgb('--rgb-mean', settings.rgbMean);
  if (parseRgb('--rgb-std', settings.rgbStd).includes(0)) {
    throw wrong('--rgb-std', 'not contain 0', settings.rgbStd);
  }
  if (settings.lrFactor < 1) checkSteps(settings.lrStepEpochs);
  oneOf('--optimizer', settings.optimizer.toLowerCase(), OPTIMIZER_NAMES);
  oneOf('--initializer', settings.initializer, RUN_INITIALIZERS);
  oneOf('--kv-store', settings.kvStore.toLowerCase(), localStores());
  oneOf('--dtype', settings.dtype, ['float32', 'float16']);
  oneOf('--warmup-strategy', settings.warmupStrategy, ['linear', 'power2', 'sqrt', 'lars']);
  parseLosses(settings.loss);
  oneOf('--gc-type', settings.gcType, ['none', '2bit']);
  checkCompression(settings);
  checkEpochs(settings);
}

/** The first epoch of a run. */
export function firstEpoch({ beginEpoch, loadEpoch }: RunSettings): number {
  return beginEpoch ?? loadEpoch ?? 0;
}

function numberChecks(settings: RunSettings): Check[] {
  return [
    ['--num-classes', settings.numClasses, whole(1), 'a whole number of at least 1'],
    ['--batch-size', settings.batchSize, whole(1), 'a whole number of at least 1'],
    ['--num-epochs', settings.numEpochs, whole(1), 'a whole number of at least 1'],
    ['--save-period', settings.savePeriod, whole(1), 'a whole number of at least 1'],
    ['--disp-batches', settings.dispBatches, whole(1), 'a whole number of at least 1'],
    ['--data-nthreads', settings.dataNthreads, whole(1), 'a whole number of at least 1'],
    ['--load-epoch', settings.loadEpoch ?? 0, whole(0), 'a whole number of at least 0'],
    ['--begin-epoch', settings.beginEpoch ?? 0, whole(0), 'a whole number of at least 0'],
    ['--num-examples', settings.numExamples ?? 1, whole(1), 'a whole number of at least 1'],
    ['--seed', settings.seed, (seed) => (seed | 0) === seed, 'a 32-bit integer'],
    ['--lr', settings.lr, atLeast(0), 'a number of at least 0'],
    ['--lr-factor', settings.lrFactor, atLeast(0), 'a number of at least 0'],
    ['--mom', settings.mom, atLeast(0), 'a number of at least 0'],
    ['--wd', settings.wd, atLeast(0), 'a number of at least 0'],
    ['--monitor', settings.monitor, whole(0), 'a whole number of at least 0'],
    ['--macrobatch-size', settings.macrobatchSize, whole(0), 'a whole number of at least 0'],
    ['--warmup-epochs', settings.warmupEpochs, whole(0), 'a whole number of at least 0'],
    ['--gc-threshold', settings.gcThreshold, (value) => value > 0, 'a number above 0'],
    [
      '--top-k',
      settings.topK,
      (value) => value === 0 || (whole(2)(value) && value <= settings.numClasses),
      'between 2 and --num-classes, or 0',
    ],
  ];
}

/** A benchmark has no file to count. */
function requireExamples({ numExamples, batchSize }: RunSettings): void {
  if (numExamples === undefined || numExamples < batchSize) {
    throw wrong('--num-examples', 'be at least --batch-size with --benchmark', numExamples);
  }
}

/** Other stores would ignore it. */
function checkCompression({ gcType, kvStore }: RunSettings): void {
  if (gcType === 'none' || /device|dist/i.test(kvStore)) return;
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

/** Stores of this machine alone. */
function localStores(): string[] {
  return KVSTORE_TYPES.filter((type) => !type.includes('dist'));
}

function requireText(option: string, value: string | undefined): void {
  if (!value) throw new FineTuneError('ERR_OPTION', `${option} is missing`);
}

function oneOf(option: string, value: string, allowed: readonly string[]): void {
  if (!allowed.includes(value)) throw wrong(option, `be one of ${allowed.join(', ')}`, value);
}

function wrong(option: string, wanted: string, value: unknown): FineTuneError {
  const received = value === undefined || Number.isNaN(value) ? 'nothing usable' : String(value);
  return new FineTuneError('ERR_OPTION', `${option} must ${wanted}, received ${received}`);
}

/** The learning rate of a run. */

import { FineTuneError } from '../errors.js';
import type { LRScheduler } from '../lr-scheduler/lr-scheduler.js';
import { MultiFactorScheduler } from '../lr-scheduler/multi-factor.js';
import { PolyScheduler } from '../lr-scheduler/poly.js';
import type { Logger } from '../runtime/logger.js';
import { exponential } from '../text/python-format.js';
import { parseInts } from './numbers.js';

/** The options that decide about the rate. */
export interface LearningRateSettings {
  lr: number;
  lrFactor: number;
  lrStepEpochs: string;
  beginEpoch: number;
  numEpochs: number;
  compat: boolean;
  /** Batches in an epoch. */
  epochSize: number;
}

/** Where the rate starts, and how it goes on. */
export interface LearningRate {
  lr: number;
  scheduler: LRScheduler | undefined;
}

/**
 * The rate at the first epoch of a run, and the schedule from there (`_get_lr_scheduler`): steps that lie behind have
 * been taken, the others are counted in updates from the beginning of the run. Every step may lie behind.
 *
 * @throws {@link FineTuneError} `ERR_OPTION` for steps that are not increasing whole numbers
 */
export function learningRate(settings: LearningRateSettings, logger: Logger): LearningRate {
  const { lrFactor, beginEpoch, epochSize } = settings;
  if (lrFactor >= 1) return { lr: settings.lr, scheduler: undefined };
  const power = polynomialPower(settings.lrStepEpochs);
  if (power !== undefined) return polynomial(settings, power);
  const stepEpochs = parseStepEpochs(settings.lrStepEpochs);
  let lr = settings.lr;
  for (const epoch of stepEpochs) if (beginEpoch >= epoch) lr *= lrFactor;
  if (lr !== settings.lr) {
    logger.info(`Adjust learning rate to ${exponential(lr)} for epoch ${beginEpoch}`);
  }
  const steps = stepEpochs
    .filter((epoch) => epoch > beginEpoch)
    .map((epoch) => epochSize * (epoch - beginEpoch));
  if (steps.length === 0) return { lr, scheduler: undefined };
  return {
    lr,
    scheduler: new MultiFactorScheduler({ steps, factor: lrFactor, baseLr: settings.lr, logger }),
  };
}

/**
 * `pow` and an exponent: the rate falls to 0 over all epochs. A run that begins later goes on where the curve is then;
 * with `compat` it starts the curve anew, as upstream does.
 */
function polynomial(
  { lr, numEpochs, epochSize, beginEpoch, compat }: LearningRateSettings,
  power: number,
): LearningRate {
  const begin = compat ? 0 : beginEpoch;
  const total = numEpochs * epochSize;
  const done = begin * epochSize;
  // The rest of the curve is a curve of the same power, from the rate that it has come to.
  const rate = lr * (1 - done / total) ** power;
  const scheduler = new PolyScheduler({ maxUpdate: total - done, baseLr: rate, pwr: power });
  return { lr: rate, scheduler };
}

function polynomialPower(text: string): number | undefined {
  if (!text.includes('pow')) return undefined;
  const exponent = text.replace(/pow[- ]*/, '').trim();
  const power = exponent === '' ? Number.NaN : Number(exponent);
  if (power >= 0 && Number.isFinite(power)) return power;
  throw new FineTuneError(
    'ERR_OPTION',
    `--lr-step-epochs must be pow and an exponent such as pow2, received '${text}'`,
  );
}

/** Checks what `--lr-step-epochs` may be. */
export function checkSteps(text: string): void {
  if (polynomialPower(text) === undefined) parseStepEpochs(text);
}

/** Checks the epochs of the steps. */
function parseStepEpochs(text: string): number[] {
  const epochs = parseInts('--lr-step-epochs', text);
  if (epochs.some((epoch, i) => epoch <= (epochs[i - 1] ?? Number.NEGATIVE_INFINITY))) {
    throw new FineTuneError('ERR_OPTION', `--lr-step-epochs must increase, received '${text}'`);
  }
  return epochs;
}

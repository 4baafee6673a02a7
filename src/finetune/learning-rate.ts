/** The learning rate of a run. */

import { FineTuneError } from '../errors.js';
import type { LRScheduler } from '../lr-scheduler/lr-scheduler.js';
import { MultiFactorScheduler } from '../lr-scheduler/multi-factor.js';
import type { Logger } from '../runtime/logger.js';
import { exponential } from '../text/python-format.js';
import { parseNumbers } from './numbers.js';

/** The options that decide about the rate. */
export interface LearningRateSettings {
  lr: number;
  lrFactor: number;
  lrStepEpochs: string;
  beginEpoch: number;
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

/** Checks the epochs of the steps. */
export function parseStepEpochs(text: string): number[] {
  const epochs = parseNumbers('--lr-step-epochs', text);
  for (const [i, epoch] of epochs.entries()) {
    if (!Number.isInteger(epoch)) {
      throw new FineTuneError(
        'ERR_OPTION',
        `--lr-step-epochs must be whole numbers, received '${text}'`,
      );
    }
    if (i > 0 && epoch <= (epochs[i - 1] as number)) {
      throw new FineTuneError('ERR_OPTION', `--lr-step-epochs must increase, received '${text}'`);
    }
  }
  return epochs;
}

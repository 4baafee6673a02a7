/** What the optimizer of a run is told. */

import type { AnyOptimizerOptions } from '../optimizer/create.js';
import type { Logger } from '../runtime/logger.js';
import { firstEpoch } from './check-options.js';
import { learningRate } from './learning-rate.js';
import type { RunSettings } from './options.js';

/** Optimizers to which upstream gives a momentum, by their exact names. */
const WITH_MOMENTUM: ReadonlySet<string> = new Set(['sgd', 'dcasgd', 'nag', 'signum', 'lbsgd']);

/** Optimizers that have a momentum, although upstream does not give it to them. */
const LEFT_OUT: ReadonlySet<string> = new Set(['ccsgd', 'lars']);

/**
 * Rate, schedule, weight decay and momentum.
 *
 * @param epochSize - batches in an epoch
 */
export function optimizerOptions(
  settings: RunSettings,
  epochSize: number,
  logger: Logger,
): AnyOptimizerOptions {
  const beginEpoch = firstEpoch(settings);
  const { lr, scheduler } = learningRate({ ...settings, beginEpoch, epochSize }, logger);
  return {
    learningRate: lr,
    lrScheduler: scheduler,
    wd: settings.wd,
    multiPrecision: true,
    ...(takesMomentum(settings, logger) && { momentum: settings.mom }),
  };
}

function takesMomentum({ optimizer, mom, compat }: RunSettings, logger: Logger): boolean {
  if (WITH_MOMENTUM.has(optimizer)) return true;
  const name = optimizer.toLowerCase();
  if (compat || !(WITH_MOMENTUM.has(name) || LEFT_OUT.has(name))) return false;
  if (mom > 0) {
    logger.warning(`--mom ${mom} is given to ${optimizer}; upstream would silently leave it out`);
  }
  return true;
}

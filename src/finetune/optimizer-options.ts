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

/** How much data an update sees. */
export interface UpdateSizes {
  batchSize: number;
  /** Batches in an epoch. */
  epochSize: number;
  workers: number;
}

/** Rate, schedule, weight decay, momentum, and the warm-up of `lbsgd`. */
export function optimizerOptions(
  settings: RunSettings,
  sizes: UpdateSizes,
  logger: Logger,
): AnyOptimizerOptions {
  const beginEpoch = firstEpoch(settings);
  const { epochSize } = sizes;
  const { lr, scheduler } = learningRate({ ...settings, beginEpoch, epochSize }, logger);
  return {
    learningRate: lr,
    lrScheduler: scheduler,
    wd: settings.wd,
    multiPrecision: true,
    logger,
    ...(takesMomentum(settings, logger) && { momentum: settings.mom }),
    ...(knownName(settings) === 'lbsgd' && warmUp(settings, sizes)),
  };
}

/** Upstream knows what an optimizer takes by its exact name only. */
function knownName({ optimizer, compat }: RunSettings): string {
  return compat ? optimizer : optimizer.toLowerCase();
}

/** How `lbsgd` comes to its rate, and how many batches make one of its updates. */
function warmUp(
  settings: RunSettings,
  { batchSize, epochSize, workers }: UpdateSizes,
): Record<string, unknown> {
  const macrobatch = Math.max(settings.macrobatchSize, batchSize * workers);
  return {
    updatesPerEpoch: Math.max(1, epochSize),
    beginEpoch: firstEpoch(settings),
    batchScale: Math.ceil(macrobatch / batchSize / workers),
    warmupStrategy: settings.warmupStrategy,
    warmupEpochs: settings.warmupEpochs,
    numEpochs: settings.numEpochs,
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

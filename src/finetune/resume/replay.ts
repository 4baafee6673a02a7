/** Bringing data and random generators to where they were. */

import { FineTuneError } from '../../errors.js';
import { batchesOf, type DataIter } from '../../io/data-iter.js';
import type { Module } from '../../module/module.js';
import type { FitPosition } from '../../module/safe-point.js';
import type { Logger } from '../../runtime/logger.js';
import { waitAll } from '../../runtime/wait-all.js';
import type { Redraw } from './redraw.js';

/** What is gone over again. */
export interface ReplayPlan {
  /** The epoch whose beginning the data and the generators are at. */
  from: number;
  to: FitPosition;
  /** How many batches that is, as far as it is known. */
  batches: number;
  module: Module;
  train: DataIter;
  validation: DataIter | undefined;
  /** Whether a pass of the validation data depends on those before. */
  validationMoves: boolean;
  redraw: Redraw;
  logger: Logger;
  signal: AbortSignal | undefined;
}

/**
 * Goes over the data up to a position of the training, without computing: images are decoded, and the random operators of
 * the network and the optimizer draw.
 *
 * @returns how many batches of the training data there were
 * @throws {@link FineTuneError} `ERR_DATA` when the data end earlier than they did
 */
export async function replay(plan: ReplayPlan): Promise<number> {
  const { from, to, batches, logger } = plan;
  if (batches === 0) return 0;
  logger.info(
    `Going over ${batches} batches of the training data again, without computing, to come to where the run was`,
  );
  const began = performance.now();
  let done = 0;
  for (let epoch = from; epoch < to.epoch; epoch++) {
    done += await trained(plan, Number.POSITIVE_INFINITY);
    await validated(plan);
    await plan.train.reset();
  }
  if (to.phase === 'training') {
    const found = await trained(plan, to.batch);
    if (found < to.batch) throw shorter(to, found);
    done += found;
  } else {
    done += await trained(plan, Number.POSITIVE_INFINITY);
    if (to.phase === 'validated') await validated(plan);
  }
  await waitAll();
  const seconds = (performance.now() - began) / 1000;
  logger.info(`Went over ${done} batches in ${seconds.toFixed(1)} s`);
  return done;
}

/** The first batches of an epoch, or all of them. */
async function trained(
  { module, train, redraw, signal }: ReplayPlan,
  most: number,
): Promise<number> {
  let done = 0;
  while (done < most) {
    signal?.throwIfAborted();
    const batch = await train.next();
    if (batch === undefined) break;
    batch.dispose();
    await redraw.draw(true);
    module.redrawUpdate();
    done++;
  }
  return done;
}

async function validated(plan: ReplayPlan): Promise<void> {
  const { validation, validationMoves, redraw, signal } = plan;
  if (validation === undefined || !(validationMoves || redraw.drawsAlways)) return;
  await validation.reset();
  for await (const _ of batchesOf(validation)) {
    signal?.throwIfAborted();
    await redraw.draw(false);
  }
}

function shorter({ epoch, batch }: FitPosition, found: number): FineTuneError {
  return new FineTuneError(
    'ERR_DATA',
    `epoch ${epoch} has only ${found} batches now, and the run was behind its batch ${batch - 1}: the training data have changed`,
  );
}

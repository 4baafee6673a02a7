/** Values of a checkpoint that are no numbers. */

import { paramsFile } from '../checkpoint/names.js';
import { FineTuneError } from '../errors.js';

/** A checkpoint that has answered. */
export interface Answering {
  prefix: string;
  epoch: number;
}

/**
 * Refuses probabilities that are none: nothing could be said of them, nor which class comes first.
 *
 * @param what - was asked about
 * @throws {@link FineTuneError} `ERR_CHECKPOINT_FORMAT`
 */
export function requireFinite(
  probabilities: ArrayLike<number>,
  { prefix, epoch }: Answering,
  what: string,
): void {
  if (areFinite(probabilities)) return;
  throw new FineTuneError(
    'ERR_CHECKPOINT_FORMAT',
    `the network gives no numbers for ${what}: the values in ${paramsFile(prefix, epoch)} are damaged, or its training has diverged`,
  );
}

/** {@link requireFinite} of the answers of several checkpoints, with their recipes, in one order. */
export function requireAllFinite(
  answers: readonly ArrayLike<number>[],
  checkpoints: readonly Pick<Answering, 'prefix'>[],
  recipes: readonly Pick<Answering, 'epoch'>[],
  what: string,
): void {
  for (const [i, { prefix }] of checkpoints.entries()) {
    requireFinite(answers[i] ?? [], { prefix, epoch: recipes[i]?.epoch ?? 0 }, what);
  }
}

function areFinite(values: ArrayLike<number>): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return false;
  return true;
}

/** Which epoch is meant. */

import { FineTuneError } from '../errors.js';
import { listEpochs } from './names.js';
import { type EpochName, pointerLink, readPointer } from './pointers.js';

/**
 * The number of an epoch. `last` is the one that was saved last; where no run has said so, as in a checkpoint of Python's,
 * the one with the highest number.
 *
 * @throws {@link FineTuneError} `ERR_CHECKPOINT_NOT_FOUND` when there is none, `ERR_CHECKPOINT_FORMAT`
 */
export async function resolveEpoch(prefix: string, epoch: number | EpochName): Promise<number> {
  if (typeof epoch === 'number') return epoch;
  const named = await readPointer(prefix, epoch);
  if (named !== undefined) return named;
  const epochs = await listEpochs(prefix);
  const highest = epochs.at(-1);
  if (epoch === 'last' && highest !== undefined) return highest;
  if (highest === undefined) {
    throw new FineTuneError(
      'ERR_CHECKPOINT_NOT_FOUND',
      `there is no checkpoint ${prefix}-NNNN.params`,
    );
  }
  throw new FineTuneError(
    'ERR_CHECKPOINT_NOT_FOUND',
    `there is no ${pointerLink(prefix, 'best')}: no run with validation data has written it. There are the epochs ${epochs.join(', ')}`,
  );
}

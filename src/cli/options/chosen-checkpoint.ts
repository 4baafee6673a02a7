/** Checkpoints of which the command line names several. */

import { existsSync } from 'node:fs';
import { symbolFile } from '../../checkpoint/names.js';
import { isEpochName } from '../../checkpoint/pointers.js';
import type { ChosenCheckpoint } from '../../predictor/batch-predictor.js';

/** How a command line names one, for the help. */
export const CHECKPOINT_FORM = 'PREFIX, or PREFIX@EPOCH with a number, best or last';

/** Reads `PREFIX` or `PREFIX@EPOCH`. */
export function chosenCheckpoint(argument: string): ChosenCheckpoint {
  const [, prefix = '', epoch = ''] = /^(.+)@(\d+|best|last)$/s.exec(argument) ?? [];
  // A prefix may have such a name itself.
  if (prefix === '' || existsSync(symbolFile(argument))) return { prefix: argument };
  return { prefix, epoch: isEpochName(epoch) ? epoch : Number(epoch) };
}

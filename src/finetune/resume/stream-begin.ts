/** Where the training data begin that a process reads. */

import { firstEpoch } from '../check-options.js';
import type { RunSettings } from '../options.js';
import type { SavedState } from './find-state.js';
import type { RunFacts } from './state-writer.js';

/** The epoch to which the first pass over the data belongs: that of the run, unless they begin anew where it was. */
export function streamBegin(
  settings: RunSettings,
  { continuous }: RunFacts,
  state: SavedState | undefined,
): number {
  if (state === undefined || continuous) return firstEpoch(settings);
  const { epoch, phase } = state.record.position;
  return phase === 'training' ? epoch : epoch + 1;
}

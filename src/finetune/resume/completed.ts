/** Runs of which nothing is left to train. */

import type { Logger } from '../../runtime/logger.js';
import type { FineTuneResult } from '../events.js';
import type { Guard } from '../guard/guard.js';
import type { RunSettings } from '../options.js';
import type { SavedState } from './find-state.js';
import { Participants } from './participants.js';

/** What a run has come to that had ended already; `undefined` when there is something left to do. */
export function completedRun(
  settings: RunSettings,
  { record, files }: SavedState,
  guard: Guard,
  logger: Logger,
): FineTuneResult | undefined {
  const { position, metrics, progress } = record;
  if (position.phase === 'training') return undefined;
  if (position.phase === 'trained' && settings.dataVal !== undefined) return undefined;
  const participants = new Participants();
  for (const participant of guard.participants) participants.register(participant);
  participants.restore(progress, files.record);
  const isLast = position.epoch + 1 >= settings.numEpochs;
  if (!isLast && !guard.hadStopped(position.epoch)) return undefined;
  const why = isLast ? `--num-epochs is ${settings.numEpochs}` : 'it was stopped early';
  logger.info(
    `Nothing is left to train: ${files.params} is that of epoch ${position.epoch}, and ${why}`,
  );
  const { best } = guard;
  return {
    checkpoint: files.params,
    train: metrics.train,
    validation: metrics.validation,
    best: best && { ...best, file: best.epoch === position.epoch ? files.params : null },
    reason: guard.reason,
  };
}

/** What a run on several machines cannot be told. */

import { FineTuneError } from '../../errors.js';
import { isDistributed } from '../../kvstore/job.js';
import { KVSTORE_TYPES } from '../../kvstore/kvstore.js';
import { isServerFile } from '../../kvstore/server-profile.js';
import type { RunSettings } from '../options.js';

/** The stores that a run can have: of those of several machines the ones that keep them in step. */
export const RUN_STORES: readonly string[] = KVSTORE_TYPES.filter(
  (type) => !isDistributed(type) || type.includes('_sync'),
);

/** An option that is refused, why, and what to do instead. */
type Rule = readonly [option: string, isGiven: boolean, reason: string, remedy: string];

const ALONE = 'would stop alone, and the others would wait for it for ever';

/**
 * Refuses distributed stores that do not keep the machines in step, and options by which one machine would do something
 * that the others do not.
 *
 * @throws {@link FineTuneError} `ERR_OPTION`
 */
export function checkJobOptions(settings: RunSettings): void {
  const { kvStore } = settings;
  const type = kvStore.toLowerCase();
  if (!isDistributed(type) || !KVSTORE_TYPES.includes(type)) return;
  if (!RUN_STORES.includes(type)) {
    const reason = type.includes('async')
      ? 'its servers would have to update, with whatever comes first, to other bytes in each run'
      : 'with it MXNet adds the gradients of all machines up, and does not divide them';
    throw refused(`--kv-store ${kvStore}`, reason, 'Use dist_sync');
  }
  for (const [option, isGiven, reason, remedy] of rules(settings)) {
    if (isGiven) throw refused(`${option} with --kv-store ${kvStore}`, reason, remedy);
  }
}

function rules(settings: RunSettings): Rule[] {
  const { data, resume, saveBatches, earlyStoppingPatience, maxTime, onDivergence } = settings;
  const { profileServerSuffix } = settings;
  return [
    [
      '--data',
      data !== undefined,
      'each machine would pack the folder for itself',
      'Pack it once, and give all machines the record files',
    ],
    [
      '--resume',
      resume !== undefined,
      'what is newest may be another epoch on each machine',
      'Name the epoch with --load-epoch, and the --model-prefix as --pretrained-model',
    ],
    [
      '--save-batches',
      saveBatches > 0,
      'machines go on together only behind whole epochs',
      'Leave it out',
    ],
    [
      '--early-stopping-patience',
      earlyStoppingPatience !== undefined,
      `each machine measures other images: one ${ALONE}`,
      'Leave it out; --keep leaves the best epoch too',
    ],
    ['--max-time', maxTime !== undefined, `one machine ${ALONE}`, 'Lower --num-epochs'],
    [
      `--on-divergence ${onDivergence}`,
      onDivergence !== 'stop',
      'only the machine whose loss it is would do so',
      'Leave it out: all machines stop',
    ],
    [
      `--optimizer ${settings.optimizer}`,
      settings.optimizer.toLowerCase() === 'sgld',
      'each machine would add noise of its own to the weights',
      'Use another one',
    ],
    [
      `--profile-server-suffix ${profileServerSuffix}`,
      !isServerFile(profileServerSuffix),
      'servers write in the folder where they were started, and know no name with a comma, colon, slash or blank',
      'Give a plain name, such as trace.json',
    ],
  ];
}

function refused(what: string, reason: string, remedy: string): FineTuneError {
  return new FineTuneError('ERR_OPTION', `${what} is refused: ${reason}. ${remedy}`);
}

/** Checkpoints with values that are no numbers. */

import { paramsFile } from '../checkpoint/names.js';
import { FineTuneError } from '../errors.js';
import { nonFinite } from '../module/non-finite.js';
import type { Network } from './network.js';
import type { RunSettings } from './options.js';
import { firstNames } from './shortened.js';

/**
 * Refuses values from which nothing can be learned. An activation may hide them for long: the larger one of zero and no number is
 * zero. Upstream trains with whatever there is.
 *
 * @throws {@link FineTuneError} `ERR_CHECKPOINT_FORMAT`
 */
export async function requireFiniteValues(
  { argParams, auxParams }: Network,
  { compat, pretrainedModel, loadEpoch }: RunSettings,
): Promise<void> {
  if (compat) return;
  const values = [...argParams, ...auxParams];
  const found = await nonFinite(values.map(([, array]) => array));
  const names = values.filter((_, i) => found[i]).map(([name]) => name);
  if (names.length === 0) return;
  throw new FineTuneError(
    'ERR_CHECKPOINT_FORMAT',
    `${paramsFile(pretrainedModel, loadEpoch ?? 0)} has values that are not finite, in ${firstNames(names)}: ` +
      'it is damaged, or its training has diverged. Take an earlier epoch',
  );
}

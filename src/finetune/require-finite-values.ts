/** Checkpoints with values that are no numbers. */

import { FineTuneError } from '../errors.js';
import { nonFinite } from '../module/non-finite.js';
import type { NDArray } from '../ndarray/ndarray.js';

/** Arrays that a message names. */
const NAMED = 10;

/**
 * Refuses values from which nothing can be learned. An activation may hide them for long: the larger one of zero and no number is
 * zero.
 *
 * @param file - where they come from
 * @throws {@link FineTuneError} `ERR_CHECKPOINT_FORMAT`
 */
export async function requireFiniteValues(
  values: ReadonlyMap<string, NDArray>,
  file: string,
): Promise<void> {
  const found = await nonFinite([...values.values()]);
  const names = [...values.keys()].filter((_, i) => found[i]);
  if (names.length === 0) return;
  const more = names.length > NAMED ? `, and ${names.length - NAMED} more` : '';
  throw new FineTuneError(
    'ERR_CHECKPOINT_FORMAT',
    `${file} has values that are not finite, in ${names.slice(0, NAMED).join(', ')}${more}: ` +
      'it is damaged, or its training has diverged. Take an earlier epoch',
  );
}

/** Rates and decays of single layers. */

import { FineTuneError } from '../errors.js';
import type { NodeAttributes } from '../symbol/symbol.js';
import { matchParameters, type NamedParameters } from './parameter-patterns.js';

/**
 * Reads `PATTERN=0.1,head=10`: a later entry wins.
 *
 * @throws {@link FineTuneError} `ERR_OPTION`
 */
export function parseMultipliers(
  option: string,
  text: string,
  parameters: NamedParameters,
): Map<string, number> {
  const multipliers = new Map<string, number>();
  for (const entry of text.split(',')) {
    const split = entry.lastIndexOf('=');
    const number = entry.slice(split + 1).trim();
    const multiplier = number === '' ? Number.NaN : Number(number);
    if (split < 1 || !(multiplier >= 0 && Number.isFinite(multiplier))) {
      throw new FineTuneError(
        'ERR_OPTION',
        `${option} must be patterns with factors such as conv0=0.1,head=10, received '${entry}'`,
      );
    }
    const pattern = entry.slice(0, split).trim();
    for (const name of matchParameters(option, pattern, parameters)) {
      multipliers.set(name, multiplier);
    }
  }
  return multipliers;
}

/** Attributes of a network with factors put in, in the form in which the optimizer looks for them. */
export function withMultipliers(
  attributes: NodeAttributes,
  attribute: '__lr_mult__' | '__wd_mult__',
  multipliers: ReadonlyMap<string, number>,
): NodeAttributes {
  const merged = new Map(attributes);
  for (const [name, multiplier] of multipliers) {
    merged.set(name, new Map([...(merged.get(name) ?? []), [attribute, String(multiplier)]]));
  }
  return merged;
}

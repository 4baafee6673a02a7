/** Rates and decays of single layers. */

import { FineTuneError } from '../errors.js';
import type { NodeAttributes } from '../symbol/symbol.js';
import { parsePythonFloat } from '../text/python-numbers.js';
import { atLeast } from './check-numbers.js';
import { matchParameters, type NamedParameters } from './parameter-patterns.js';

const NUMBER = atLeast(0);

/**
 * Reads `PATTERN=0.1,head=10`: a later entry wins.
 *
 * @param base - what is multiplied: libmxnet must be able to read the products
 * @throws {@link FineTuneError} `ERR_OPTION`
 */
export function parseMultipliers(
  option: string,
  text: string,
  base: number,
  parameters: NamedParameters,
): Map<string, number> {
  const multipliers = new Map<string, number>();
  for (const entry of text.split(',')) {
    const split = entry.lastIndexOf('=');
    const multiplier = parsePythonFloat(entry.slice(split + 1)) ?? Number.NaN;
    if (split < 1 || !(multiplier >= 0)) {
      throw new FineTuneError(
        'ERR_OPTION',
        `${option} must be patterns with factors such as conv0=0.1,head=10, received '${entry}'`,
      );
    }
    if (![multiplier, base * multiplier].every(NUMBER.isRight)) {
      throw new FineTuneError(
        'ERR_OPTION',
        `${option}: ${multiplier} times ${base} is no number that float32 can hold, in '${entry}'`,
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

/** Whether values and network belong together. */

import { inferShape, type NamedShapes } from '../symbol/infer.js';
import type { Symbol } from '../symbol/symbol.js';
import type { SplitParams } from './load.js';

/** A value of another shape than the network needs. */
export interface Misshaped {
  name: string;
  found: readonly number[];
  needed: readonly number[];
}

/** What does not fit. */
export interface Comparison {
  /** In the network, but without a value; inputs are not counted. */
  missing: string[];
  /** Values that the network has no place for. */
  extra: string[];
  misshaped: Misshaped[];
}

/**
 * Compares a network with the values of a checkpoint.
 *
 * @param inputs - shapes of the network's inputs, from which the others follow; labels may be left out
 * @throws {@link MXNetError} when the input does not fit the network
 */
export async function compare(
  symbol: Symbol,
  values: SplitParams,
  inputs: NamedShapes,
): Promise<Comparison> {
  const shapes = await inferShape(symbol, inputs, { partial: true });
  const comparison: Comparison = { missing: [], extra: [], misshaped: [] };
  const pairs = [
    [shapes.arguments, values.argParams],
    [shapes.auxiliaryStates, values.auxParams],
  ] as const;
  for (const [needed, found] of pairs) {
    for (const [name, shape] of needed) {
      if (name in inputs || isLabel(name)) continue;
      const value = found.get(name);
      if (value === undefined) comparison.missing.push(name);
      else if (!fits(value.shape, shape)) {
        comparison.misshaped.push({ name, found: value.shape, needed: shape });
      }
    }
    comparison.extra.push(...[...found.keys()].filter((name) => !needed.has(name)));
  }
  return comparison;
}

/** What is not known of the needed shape, nothing or some of its lengths, fits everything. */
function fits(found: readonly number[], needed: readonly number[]): boolean {
  if (needed.length === 0) return true;
  return (
    found.length === needed.length &&
    needed.every((length, axis) => length < 1 || length === found[axis])
  );
}

/** Labels are inputs too, made by the loss layer. */
export function isLabel(name: string): boolean {
  return name.endsWith('_label');
}

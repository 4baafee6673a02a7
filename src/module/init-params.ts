/** The first values of parameters. */

// Variables can name an initializer of their own: every class must be known.
import '../initializer/create.js';
import type { Initializer } from '../initializer/initializer.js';
import type { NDArray } from '../ndarray/ndarray.js';
import { libraryIsAtLeast } from '../runtime/version.js';
import type { NodeAttributes } from '../symbol/symbol.js';
import type { NamedArrays } from './executor-group.js';

/** How values that are not given are found. */
export interface InitSettings {
  attributes: NodeAttributes;
  initializer: Initializer;
  allowMissing: boolean;
}

/**
 * Queues the first value of each parameter: the given one, else the initializer's. The initializers draw random numbers one
 * after another, so the order decides: that of the names since MXNet 1.2, that of the network before.
 *
 * @param given - `undefined` initializes all
 * @throws RangeError when a value is missing and may not be, or has another shape
 */
export function initParams(
  params: NamedArrays,
  given: NamedArrays | undefined,
  { attributes, initializer, allowMissing }: InitSettings,
): void {
  const names = [...params.keys()];
  if (libraryIsAtLeast(1, 2)) names.sort(byCodePoint);
  for (const name of names) {
    const target = params.get(name) as NDArray;
    const value = given?.get(name);
    if (value !== undefined) {
      checkShape(name, value, target);
      if (value !== target) value.copyTo(target);
    } else if (given === undefined || allowMissing) {
      initializer.initialize({ name, attributes: attributes.get(name) ?? new Map() }, target);
    } else {
      throw new RangeError(`no value was given for ${name}, and missing ones are not allowed`);
    }
  }
}

function checkShape(name: string, value: NDArray, target: NDArray): void {
  if (value.shape.join() === target.shape.join()) return;
  throw new RangeError(
    `${name} has the shape (${value.shape.join(', ')}), the network needs (${target.shape.join(', ')})`,
  );
}

/** Python's order of strings. */
function byCodePoint(left: string, right: string): number {
  for (let i = 0; i < left.length && i < right.length; i++) {
    const difference = (left.codePointAt(i) ?? 0) - (right.codePointAt(i) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

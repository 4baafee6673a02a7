/** Weights that all have one value, or given ones. */

import { fromTypedArray } from '../ndarray/create.js';
import type { NDArray } from '../ndarray/ndarray.js';
import { fill, NamedInitializer, type ParameterDesc } from './initializer.js';

/** A number, or numbers in nested lists, as JSON has them. */
export type NestedNumbers = number | readonly NestedNumbers[];

/** Options of {@link Constant}. */
export interface ConstantOptions {
  /** One value for all elements, or as many as there are elements, in row-major order. */
  value: NestedNumbers;
}

/**
 * Sets weights to a value (`mx.init.Constant`).
 *
 * @example
 * ```ts
 * const slope = Symbol.variable('slope', { __init__: '["constant", {"value": 0.25}]' });
 * ```
 */
export class Constant extends NamedInitializer {
  readonly value: NestedNumbers;

  /** @throws RangeError when there is no value, or one that is no number */
  constructor(options: ConstantOptions) {
    super();
    this.value = options.value;
    for (const number of flattened(this.value)) {
      if (typeof number === 'number' && !Number.isNaN(number)) continue;
      throw new RangeError(`\`value\` must be a number or numbers, received ${String(number)}`);
    }
  }

  /** @throws RangeError when there are several values, but not one for each element */
  initializeWeight({ name }: ParameterDesc, array: NDArray): void {
    if (typeof this.value === 'number') {
      fill(array, this.value);
      return;
    }
    const values = Float32Array.from(flattened(this.value));
    if (values.length !== array.size) {
      throw new RangeError(
        `${name} has ${array.size} elements, but ${values.length} values are given`,
      );
    }
    using source = fromTypedArray(values, array.shape, { device: array.device });
    source.copyTo(array);
  }
}

/** Sets weights to 0 (`mx.init.Zero`). */
export class Zero extends Constant {
  constructor() {
    super({ value: 0 });
  }
}

/** Sets weights to 1 (`mx.init.One`). */
export class One extends Constant {
  constructor() {
    super({ value: 1 });
  }
}

function flattened(value: NestedNumbers): number[] {
  return Array.isArray(value) ? value.flatMap(flattened) : [value as number];
}

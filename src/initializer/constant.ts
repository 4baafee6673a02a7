/** Weights that all have one value. */

import type { NDArray } from '../ndarray/ndarray.js';
import { fill, NamedInitializer, type ParameterDesc } from './initializer.js';

/** Sets weights to a value (`mx.init.Constant`). */
export class Constant extends NamedInitializer {
  readonly value: number;

  constructor(options: { value: number }) {
    super();
    this.value = options.value;
  }

  initializeWeight(_parameter: ParameterDesc, array: NDArray): void {
    fill(array, this.value);
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

/** The optimizer that MXNet tests its stores with. */

import type { NDArray } from '../ndarray/ndarray.js';
import { scope } from '../runtime/scope.js';
import { add, scaled } from './arithmetic.js';
import { Optimizer, type StatefulUpdate } from './optimizer.js';
import { arrayAt, float32ZerosLike, type OptimizerState } from './state.js';

/** Adds gradients to weights (`mx.optimizer.Test`): `w += rescale * gradient`; the state is a copy of the weight. */
export class TestOptimizer extends Optimizer {
  createState(weight: NDArray): OptimizerState {
    return float32ZerosLike(weight);
  }

  update(updates: readonly StatefulUpdate[]): void {
    for (const { weight, gradient, state } of updates) {
      scope(() => add(weight, scaled(gradient, this.rescaleGrad)));
      weight.copyTo(arrayAt(state, 0));
    }
  }
}

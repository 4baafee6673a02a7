/** Langevin dynamics. */

import type { NDArray } from '../ndarray/ndarray.js';
import { invokeOne } from '../operators/invoke.js';
import { scope } from '../runtime/scope.js';
import { libraryIsAtLeast } from '../runtime/version.js';
import { pythonFloat } from '../text/python-float.js';
import { add, clipped, scaled, sum } from './arithmetic.js';
import { Optimizer, type OptimizerOptions, type StatefulUpdate } from './optimizer.js';
import { arrayAt, type OptimizerState } from './state.js';

/** Options of {@link SGLD}. */
export type SGLDOptions = OptimizerOptions;

/**
 * Stochastic gradient Langevin dynamics (`mx.optimizer.SGLD`): `w += -lr / 2 * (clip(rescale * g) + wd * w)`, plus a draw
 * from the normal distribution with the variance `lr`.
 */
export class SGLD extends Optimizer {
  createState(): OptimizerState {
    return null;
  }

  update(updates: readonly StatefulUpdate[]): void {
    for (const update of updates) {
      this.count(update.key);
      scope(() => this.#update(update));
    }
  }

  override get drawsNumbers(): boolean {
    return true;
  }

  override redraw(updates: readonly StatefulUpdate[]): void {
    for (const { weight, state } of updates) {
      scope(() => draw(this.usesMaster(weight) ? arrayAt(state, 0) : weight, 1));
    }
  }

  #update({ key, weight, gradient }: StatefulUpdate): void {
    const lr = this.rateOf(key);
    const rescaled = clipped(scaled(gradient, this.rescaleGrad), this.clipGradient);
    const step = scaled(sum(rescaled, scaled(weight, this.decayOf(key))), -lr / 2);
    const noise = draw(weight, Math.sqrt(lr));
    if (libraryIsAtLeast(1, 5)) {
      add(weight, step);
      add(weight, noise);
    } else {
      // Before 1.5 the two were added first, which rounds otherwise.
      add(weight, sum(step, noise));
    }
  }
}

function draw(weight: NDArray, deviation: number): NDArray {
  return invokeOne('_random_normal', [], {
    loc: '0',
    scale: pythonFloat(deviation),
    shape: weight.shape,
    dtype: weight.dtype,
    ctx: weight.device,
  });
}

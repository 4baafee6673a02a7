/** RMSProp. */

import { zeros } from '../ndarray/create.js';
import type { NDArray } from '../ndarray/ndarray.js';
import { invokeInto } from '../operators/invoke.js';
import { pythonFloat } from '../text/python-float.js';
import { Optimizer, type OptimizerOptions, type StatefulUpdate } from './optimizer.js';
import { arraysOf, type OptimizerState } from './state.js';

/** Options of {@link RMSProp}. */
export interface RMSPropOptions extends OptimizerOptions {
  /** @defaultValue 0.001 */
  learningRate?: number;
  /** Decay of the average of squared gradients. @defaultValue 0.9 */
  gamma1?: number;
  /** Momentum of the centered form. @defaultValue 0.9 */
  gamma2?: number;
  /** @defaultValue 1e-8 */
  epsilon?: number;
  /** Graves' form, which also averages the gradients. @defaultValue false */
  centered?: boolean;
  /** Weights are clipped to [-clipWeights, clipWeights]. @defaultValue no clipping */
  clipWeights?: number | undefined;
}

/**
 * RMSProp (`mx.optimizer.RMSProp`), by the operators `rmsprop_update` (Tieleman and Hinton) and `rmspropalex_update`
 * (Graves, centered).
 */
export class RMSProp extends Optimizer {
  readonly gamma1: number;
  readonly gamma2: number;
  readonly epsilon: number;
  readonly centered: boolean;
  readonly clipWeights: number | undefined;

  constructor(options: RMSPropOptions = {}) {
    super({ ...options, learningRate: options.learningRate ?? 0.001 });
    this.gamma1 = options.gamma1 ?? 0.9;
    this.gamma2 = options.gamma2 ?? 0.9;
    this.epsilon = options.epsilon ?? 1e-8;
    this.centered = options.centered ?? false;
    this.clipWeights = options.clipWeights;
  }

  createState(weight: NDArray): OptimizerState {
    // float32 whatever the weight is, as in MXNet.
    const average = () => zeros(weight.shape, { device: weight.device });
    return this.centered ? [average(), average(), average()] : [average()];
  }

  update(updates: readonly StatefulUpdate[]): void {
    for (const update of updates) {
      this.count([update]);
      const [lr = 0] = this.learningRates([update]);
      const { weight, gradient, state } = update;
      invokeInto(
        this.centered ? 'rmspropalex_update' : 'rmsprop_update',
        [weight, gradient, ...arraysOf(state)],
        [weight],
        this.singleAttributes(update, lr, {
          gamma1: pythonFloat(this.gamma1),
          epsilon: pythonFloat(this.epsilon),
          gamma2: this.centered ? pythonFloat(this.gamma2) : undefined,
          clip_weights: this.clipWeights ? pythonFloat(this.clipWeights) : undefined,
        }),
      );
    }
  }
}

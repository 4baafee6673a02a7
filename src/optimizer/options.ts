/** What is given to an optimizer, and what is saved of it. */

import type { LRScheduler } from '../lr-scheduler/lr-scheduler.js';
import type { NDArray } from '../ndarray/ndarray.js';
import type { Logger } from '../runtime/logger.js';
import type { NodeAttributes } from '../symbol/symbol.js';
import type { ParameterKey } from './multipliers.js';

/** Options that every optimizer has. */
export interface OptimizerOptions {
  /**
   * Overwrites the schedule's `baseLr`, as in MXNet. Before MXNet 1.6 Python overwrote it with 0.01 when no rate was given; here
   * that never happens.
   *
   * @defaultValue the schedule's, without a schedule 0.01; some optimizers have another one
   */
  learningRate?: number;
  /** @defaultValue none: the rate stays */
  lrScheduler?: LRScheduler | undefined;
  /** Weight decay. @defaultValue 0 */
  wd?: number;
  /** Gradients are multiplied with it; usually 1 / batch size. @defaultValue 1 */
  rescaleGrad?: number;
  /** Gradients are clipped to [-clipGradient, clipGradient]. @defaultValue no clipping */
  clipGradient?: number | undefined;
  /** Keep a float32 copy of float16 weights. @defaultValue false */
  multiPrecision?: boolean;
  /** @defaultValue 0 */
  beginNumUpdate?: number;
  /**
   * The name of each parameter by its key. Parameters whose name ends neither in `_weight` nor in `_gamma` get no
   * weight decay.
   *
   * @defaultValue none: all parameters get weight decay
   */
  parameterNames?: ReadonlyMap<ParameterKey, string>;
  /** Attributes of the network: `__lr_mult__` and `__wd_mult__` are honoured. @defaultValue none */
  attributes?: NodeAttributes;
  /** @defaultValue silence */
  logger?: Logger;
}

/** Counts and rates of an optimizer, for a checkpoint. */
export interface OptimizerProgress {
  numUpdate: number;
  counts: Map<ParameterKey, number>;
  /** What only some optimizers have, by name. */
  scalars?: Readonly<Record<string, number>>;
  /** Arrays that are no states, by name; few optimizers have any. They belong to the optimizer. */
  arrays?: ReadonlyMap<string, NDArray>;
}

/** What the steps of a {@link Module} are told. */

import type { Initializer } from '../initializer/initializer.js';
import type { DataDesc } from '../io/data-desc.js';
import type { KVStore } from '../kvstore/kvstore.js';
import type { AnyOptimizerOptions } from '../optimizer/create.js';
import type { Optimizer } from '../optimizer/optimizer.js';
import type { Device } from '../runtime/device.js';
import type { NamedArrays } from './executor-group.js';

/** Options of {@link Module}. */
export interface ModuleOptions {
  /** @defaultValue `['data']` */
  dataNames?: readonly string[];
  /** @defaultValue `['softmax_label']` */
  labelNames?: readonly string[];
  /** The batch is split over several devices. @defaultValue `[cpu()]` */
  devices?: readonly Device[];
  /** The share of each device. @defaultValue equal shares */
  workLoads?: readonly number[];
  /** Parameters that stay as they are: they have no gradient. */
  fixedParamNames?: readonly string[];
}

/** Options of {@link Module.bind}. */
export interface BindOptions {
  data: readonly DataDesc[];
  label?: readonly DataDesc[];
  /** @defaultValue true */
  forTraining?: boolean;
}

/** Options of {@link Module.initParams}. */
export interface InitParamsOptions {
  /** For parameters that are not given. @defaultValue `Uniform(0.01)` */
  initializer?: Initializer | undefined;
  argParams?: NamedArrays | undefined;
  auxParams?: NamedArrays | undefined;
  /** Initialize what `argParams` and `auxParams` lack, instead of refusing. @defaultValue false */
  allowMissing?: boolean | undefined;
}

/** Options of {@link Module.initOptimizer}. */
export interface InitOptimizerOptions {
  /**
   * A store, which stays the caller's, or a type: then one is made when there are several devices or machines. With `null`
   * several devices would each go their own way.
   *
   * @defaultValue `local`
   */
  kvstore?: KVStore | string | null | undefined;
  /** An optimizer, or its name. @defaultValue `sgd` */
  optimizer?: Optimizer | string | undefined;
  /** Options of an optimizer given by name. `rescaleGrad` defaults to 1 / batch size. */
  optimizerOptions?: AnyOptimizerOptions | undefined;
}

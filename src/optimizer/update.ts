/** What an optimizer is given. */

import type { NDArray } from '../ndarray/ndarray.js';
import type { ParameterKey } from './multipliers.js';
import type { OptimizerState } from './state.js';

/** One parameter with the gradient it is to be updated with. */
export interface ParameterUpdate {
  key: ParameterKey;
  weight: NDArray;
  gradient: NDArray;
}

/** A {@link ParameterUpdate} with what the optimizer remembers of the parameter. */
export interface StatefulUpdate extends ParameterUpdate {
  state: OptimizerState;
}

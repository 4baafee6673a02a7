/** What an optimizer remembers of a parameter. */

import { zeros } from '../ndarray/create.js';
import type { NDArray } from '../ndarray/ndarray.js';

/** Nothing, an array, or several: nested as MXNet nests them, because that is how they are saved. */
export type OptimizerState = null | NDArray | readonly OptimizerState[];

/** Zeros of the shape, device and element type of a weight. */
export function zerosLike(weight: NDArray): NDArray {
  return zeros(weight.shape, { device: weight.device, dtype: weight.dtype });
}

/** Zeros of the shape and device of a weight, but float32 whatever the weight is, as few optimizers of MXNet want. */
export function float32ZerosLike(weight: NDArray): NDArray {
  return zeros(weight.shape, { device: weight.device });
}

/** The arrays of a state, in order. */
export function arraysOf(state: OptimizerState): NDArray[] {
  if (state === null) return [];
  return isList(state) ? state.flatMap(arraysOf) : [state];
}

/**
 * Part of a state that must be an array.
 *
 * @throws TypeError when it is none: the state comes from another optimizer
 * @internal
 */
export function arrayAt(state: OptimizerState, index: number): NDArray {
  const item = isList(state) ? state[index] : state;
  if (item === null || item === undefined || isList(item)) {
    throw new TypeError('the optimizer state does not have the form that this optimizer makes');
  }
  return item;
}

/** Part of a state, which may be a state of several parts itself. @internal */
export function stateAt(state: OptimizerState, index: number): OptimizerState {
  return isList(state) ? (state[index] ?? null) : null;
}

/** @internal */
export function isList(state: OptimizerState): state is readonly OptimizerState[] {
  return Array.isArray(state);
}

/** What an optimizer remembers of a parameter. */

import { zeros } from '../ndarray/create.js';
import type { NDArray } from '../ndarray/ndarray.js';

/** Nothing, an array, or several: nested as MXNet nests them, because that is how they are saved. */
export type OptimizerState = null | NDArray | readonly OptimizerState[];

/** Zeros of the shape, device and element type of a weight. */
export function zerosLike(weight: NDArray): NDArray {
  return zeros(weight.shape, { device: weight.device, dtype: weight.dtype });
}

/** The arrays of a state, in order. */
export function arraysOf(state: OptimizerState): NDArray[] {
  if (state === null) return [];
  return isList(state) ? state.flatMap(arraysOf) : [state];
}

/** Part of a state that must be an array. @internal */
export function arrayAt(state: OptimizerState, index: number): NDArray {
  const item = isList(state) ? state[index] : state;
  if (item === null || item === undefined || isList(item)) {
    throw new TypeError('the optimizer state does not have the form that this optimizer makes');
  }
  return item;
}

/** @internal */
export function isList(state: OptimizerState): state is readonly OptimizerState[] {
  return Array.isArray(state);
}

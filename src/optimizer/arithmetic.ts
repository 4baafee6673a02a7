/**
 * Arithmetic on arrays, one operator of libmxnet each: the optimizers that MXNet writes in Python must round where
 * Python's operators round. Results are temporaries for a `scope`.
 */

import type { NDArray } from '../ndarray/ndarray.js';
import { invokeInto, invokeOne } from '../operators/invoke.js';
import { pythonFloat } from '../text/python-float.js';

/** Every element times a number. */
export function scaled(array: NDArray, factor: number): NDArray {
  return invokeOne('_mul_scalar', [array], { scalar: pythonFloat(factor) });
}

/** Every element divided by a number. */
export function dividedBy(array: NDArray, divisor: number): NDArray {
  return invokeOne('_div_scalar', [array], { scalar: pythonFloat(divisor) });
}

/** Every element plus a number. */
export function increased(array: NDArray, summand: number): NDArray {
  return invokeOne('_plus_scalar', [array], { scalar: pythonFloat(summand) });
}

/** The sum of two arrays. */
export function sum(left: NDArray, right: NDArray): NDArray {
  return invokeOne('broadcast_add', [left, right]);
}

/** The difference of two arrays. */
export function difference(left: NDArray, right: NDArray): NDArray {
  return invokeOne('broadcast_sub', [left, right]);
}

/** The product of two arrays, element by element. */
export function product(left: NDArray, right: NDArray): NDArray {
  return invokeOne('broadcast_mul', [left, right]);
}

/** The quotient of two arrays, element by element. */
export function quotient(left: NDArray, right: NDArray): NDArray {
  return invokeOne('broadcast_div', [left, right]);
}

/** The larger of two arrays, element by element. */
export function larger(left: NDArray, right: NDArray): NDArray {
  return invokeOne('broadcast_maximum', [left, right]);
}

/** A function of each element. */
export function each(operator: 'sqrt' | 'square' | 'abs', array: NDArray): NDArray {
  return invokeOne(operator, [array]);
}

/** Every element clipped to [-limit, limit]; the array itself without a limit. */
export function clipped(array: NDArray, limit: number | undefined): NDArray {
  if (limit === undefined) return array;
  return invokeOne('clip', [array], { a_min: pythonFloat(-limit), a_max: pythonFloat(limit) });
}

/** Multiplies an array with a number, in place. */
export function scale(target: NDArray, factor: number): void {
  invokeInto('_mul_scalar', [target], [target], { scalar: pythonFloat(factor) });
}

/** Adds to an array, in place. */
export function add(target: NDArray, summand: NDArray): void {
  invokeInto('broadcast_add', [target, summand], [target]);
}

/** Subtracts from an array, in place. */
export function subtract(target: NDArray, subtrahend: NDArray): void {
  invokeInto('broadcast_sub', [target, subtrahend], [target]);
}

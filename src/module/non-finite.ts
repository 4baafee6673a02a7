/** Numbers that are none any more. */

import { type HostArray, numbersOf } from '../metric/host-array.js';
import type { NDArray } from '../ndarray/ndarray.js';
import { invokeOne } from '../operators/invoke.js';
import { hasOperator } from '../operators/registry.js';
import { HostCopies } from './host-copies.js';

/**
 * Whether all numbers are finite. A sum of float32 numbers is, in the precision of JavaScript; one that is not cannot hide in
 * it.
 */
export function isFiniteArray({ values }: HostArray): boolean {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += Number(values[i]);
  return Number.isFinite(sum);
}

/** The rows that have a number which is not finite. */
export function nonFiniteRows({ shape, values }: HostArray): number[] {
  const [rows = 0] = shape;
  const width = values.length / rows;
  return Array.from({ length: rows }, (_, row) => row).filter(
    (row) =>
      !isFiniteArray({ shape: [width], values: values.subarray(row * width, (row + 1) * width) }),
  );
}

/** Which of several arrays have a number that is not finite: the arrays stay on their devices. */
export async function nonFinite(arrays: readonly NDArray[]): Promise<boolean[]> {
  if (await haveFiniteSums(arrays)) return arrays.map(() => false);
  // Zero times a number that is not finite is none.
  const zeros = arrays.map((array) => {
    using products = invokeOne('_mul_scalar', [array], { scalar: 0 });
    return invokeOne('sum', [products]);
  });
  return (await areFinite(zeros)).map((isFinite) => !isFinite);
}

/** A finite sum has no other numbers in it. One of finite numbers that is not finite itself is too large for its type. */
async function haveFiniteSums(arrays: readonly NDArray[]): Promise<boolean> {
  const [first] = arrays;
  const isAlike = ({ dtype, device }: NDArray) =>
    dtype === 'float32' && String(device) === String(first?.device);
  const sums =
    first !== undefined && hasOperator('multi_sum_sq') && arrays.every(isAlike)
      ? [invokeOne('multi_sum_sq', arrays, { num_arrays: arrays.length })]
      : arrays.map((array) => invokeOne('sum', [array]));
  return (await areFinite(sums)).every(Boolean);
}

/** Whether all numbers of each array are finite; the arrays are disposed. */
async function areFinite(arrays: readonly NDArray[]): Promise<boolean[]> {
  try {
    const copies = await new HostCopies().copy(arrays);
    return copies.map((copy) => numbersOf(copy).every(Number.isFinite));
  } finally {
    for (const array of arrays) array.dispose();
  }
}

/** Numbers that are none any more. */

import type { HostArray } from '../metric/host-array.js';
import type { NDArray } from '../ndarray/ndarray.js';
import { invokeOne } from '../operators/invoke.js';
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
  // A finite sum has no other numbers in it. One of finite numbers that is not finite itself is too large for its type.
  const sums = await valuesOf(arrays.map((array) => invokeOne('sum', [array])));
  if (sums.every(isFiniteNumber)) return sums.map(() => false);
  // Zero times a number that is not finite is none.
  const zeros = arrays.map((array) => {
    using products = invokeOne('_mul_scalar', [array], { scalar: 0 });
    return invokeOne('sum', [products]);
  });
  return (await valuesOf(zeros)).map((value) => !isFiniteNumber(value));
}

/** The values of arrays of one number each, which are disposed. */
async function valuesOf(arrays: readonly NDArray[]): Promise<HostArray['values'][]> {
  try {
    return (await new HostCopies().copy(arrays)).map(({ values }) => values);
  } finally {
    for (const array of arrays) array.dispose();
  }
}

/** A float16 comes as its bits, of which those of the exponent are all set when it is no finite number. */
function isFiniteNumber(values: HostArray['values']): boolean {
  const [value = 0] = values;
  if (values instanceof Uint16Array) return (Number(value) & 0x7c00) !== 0x7c00;
  return Number.isFinite(Number(value));
}

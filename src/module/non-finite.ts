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
  // Zero times a number that is not finite is none.
  const sums = arrays.map((array) => {
    using zeros = invokeOne('_mul_scalar', [array], { scalar: 0 });
    return invokeOne('sum', [zeros]);
  });
  try {
    const copies = await new HostCopies().copy(sums);
    // A float16 comes as its bits, of which zero has none but the sign.
    return copies.map(({ values }) => Number.isNaN(Number(values[0])) || isHalfNaN(values));
  } finally {
    for (const sum of sums) sum.dispose();
  }
}

function isHalfNaN(values: HostArray['values']): boolean {
  return values instanceof Uint16Array && ((values[0] ?? 0) & 0x7fff) > 0x7c00;
}

/** Arrays on the JavaScript side, as metrics see them. */

import type { TypedArray } from '../native/contract.js';

/** Values in row-major order. */
export interface HostArray {
  shape: readonly number[];
  values: TypedArray;
}

/** The first rows of an array, sharing its memory. */
export function firstRows(array: HostArray, rows: number): HostArray {
  const [all = 0, ...rest] = array.shape;
  if (rows >= all) return array;
  const width = array.values.length / all;
  return { shape: [rows, ...rest], values: array.values.subarray(0, rows * width) };
}

/** Arrays on the JavaScript side, as metrics see them. */

import type { TypedArray } from '../native/contract.js';
import { dtypeOf, typedArrayFor } from '../ndarray/dtype.js';

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

/** Several arrays one after another, along the first axis, in new memory. */
export function joinRows(parts: readonly HostArray[]): HostArray {
  const [first] = parts;
  const rows = parts.reduce((sum, { shape }) => sum + (shape[0] ?? 0), 0);
  const length = parts.reduce((sum, { values }) => sum + values.length, 0);
  const values = typedArrayFor(dtypeOf(first?.values as TypedArray), length);
  let offset = 0;
  for (const part of parts) {
    // All parts have the same class; TypeScript cannot see it through the union.
    values.set(part.values as never, offset);
    offset += part.values.length;
  }
  return { shape: [rows, ...(first?.shape.slice(1) ?? [])], values };
}

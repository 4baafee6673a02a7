/** Arrays on the JavaScript side, as metrics see them. */

import type { TypedArray } from '../native/contract.js';
import { dtypeOf, typedArrayFor } from '../ndarray/dtype.js';
import { fromFloat16 } from '../numeric/float16.js';

/** Values in row-major order. */
export interface HostArray {
  shape: readonly number[];
  values: TypedArray;
}

/**
 * The values of an array as numbers, in float64 if it has more bits than a float32 holds, else in float32. An array that is one
 * of the two already is not copied.
 */
export function numbersOf({ values }: HostArray): Float32Array | Float64Array {
  if (values instanceof Float32Array || values instanceof Float64Array) return values;
  if (values instanceof Uint16Array) return Float32Array.from(values, fromFloat16);
  if (values instanceof BigInt64Array) return Float64Array.from(values, Number);
  return values instanceof Int32Array ? Float64Array.from(values) : Float32Array.from(values);
}

/** The values of an array as whole numbers, as labels are; what is behind the point is cut off. */
export function wholeNumbersOf(array: HostArray): number[] {
  return Array.from(numbersOf(array), Math.trunc);
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

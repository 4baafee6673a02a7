/** Element types, by their MXNet names. */

import type { TypedArray } from '../native/contract.js';

/** The name of an element type, as in Python MXNet. */
export type DType =
  | 'float32'
  | 'float64'
  | 'float16'
  | 'uint8'
  | 'int32'
  | 'int8'
  | 'int64'
  | 'bool';

interface DTypeEntry {
  code: number;
  bytes: number;
  create: (length: number) => TypedArray;
}

/** Codes are those of the C API and of the `.params` format. */
const DTYPES: Record<DType, DTypeEntry> = {
  float32: { code: 0, bytes: 4, create: (length) => new Float32Array(length) },
  float64: { code: 1, bytes: 8, create: (length) => new Float64Array(length) },
  float16: { code: 2, bytes: 2, create: (length) => new Uint16Array(length) },
  uint8: { code: 3, bytes: 1, create: (length) => new Uint8Array(length) },
  int32: { code: 4, bytes: 4, create: (length) => new Int32Array(length) },
  int8: { code: 5, bytes: 1, create: (length) => new Int8Array(length) },
  int64: { code: 6, bytes: 8, create: (length) => new BigInt64Array(length) },
  bool: { code: 7, bytes: 1, create: (length) => new Uint8Array(length) },
};

/** Whether a text is the name of an element type. */
export function isDType(name: string): name is DType {
  return Object.hasOwn(DTYPES, name);
}

/** @internal */
export function dtypeCode(dtype: DType): number {
  if (!isDType(dtype)) {
    throw new TypeError(`\`dtype\` must be one of ${Object.keys(DTYPES).join(', ')}`);
  }
  return DTYPES[dtype].code;
}

/** @internal */
export function dtypeFromCode(code: number): DType {
  for (const [name, entry] of Object.entries(DTYPES)) {
    if (entry.code === code) return name as DType;
  }
  throw new TypeError(`this package knows no element type with the code ${code}`);
}

/** Bytes of one element. */
export function bytesPerElement(dtype: DType): number {
  return DTYPES[dtype].bytes;
}

/** A typed array for `length` elements; float16 values are bit patterns in a `Uint16Array`. */
export function typedArrayFor(dtype: DType, length: number): TypedArray {
  return DTYPES[dtype].create(length);
}

/** The element type that a typed array has without a hint: a `Uint16Array` is float16. */
export function dtypeOf(values: TypedArray): DType {
  if (values instanceof Float32Array) return 'float32';
  if (values instanceof Float64Array) return 'float64';
  if (values instanceof Uint16Array) return 'float16';
  if (values instanceof Uint8Array) return 'uint8';
  if (values instanceof Int32Array) return 'int32';
  if (values instanceof Int8Array) return 'int8';
  if (values instanceof BigInt64Array) return 'int64';
  throw new TypeError(
    '`values` must be a Float32Array, Float64Array, Uint16Array (float16), Uint8Array, Int32Array, Int8Array or BigInt64Array',
  );
}

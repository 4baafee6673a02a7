/** Files of arrays, byte by byte as behaves every version of MXNet, so that the tests need no old MXNet. */

/** One array of a file. */
export interface ArrayBytes {
  name: string;
  shape: readonly number[];
  /** MXNet's number of the element type. */
  dtype?: number;
  /** The values' bytes. */
  data: Uint8Array;
  /** Device type and number that the record claims. */
  device?: readonly [type: number, id: number];
}

/** Rows of an array of which the others are zero. */
export interface SparseBytes extends ArrayBytes {
  rows: readonly number[];
}

/** The bytes of float32 values. */
export function floats(...values: number[]): Uint8Array {
  return new Uint8Array(Float32Array.from(values).buffer);
}

/** A record as MXNet wrote it up to 0.10: without a mark, lengths of 32 bits. */
export function version0(array: ArrayBytes): Buffer {
  if (array.shape.length === 0) return uint32(0);
  return Buffer.concat([
    uint32(array.shape.length),
    ...array.shape.map(uint32),
    contents(array),
    array.data,
  ]);
}

/** A record of MXNet 0.11. */
export function version1(array: ArrayBytes): Buffer {
  if (array.shape.length === 0) return Buffer.concat([uint32(0xf993fac8), uint32(0)]);
  return Buffer.concat([uint32(0xf993fac8), shapeOf(array.shape), contents(array), array.data]);
}

/** A record of MXNet 0.12 and later. */
export function version2(array: ArrayBytes): Buffer {
  const head = [uint32(0xf993fac9), int32(0), shapeOf(array.shape)];
  if (array.shape.length === 0) return Buffer.concat(head);
  return Buffer.concat([...head, contents(array), array.data]);
}

/** A record of MXNet 1.5 and later with numpy shapes; `undefined` for a shape that is not known. */
export function version3(array: ArrayBytes, known = true): Buffer {
  const mark = [uint32(0xf993faca), int32(0)];
  if (!known) return Buffer.concat([...mark, int32(-1)]);
  return Buffer.concat([...mark, shapeOf(array.shape), contents(array), array.data]);
}

/** A record of version 2 with rows, of int64 indices. */
export function rowSparse(array: SparseBytes): Buffer {
  const stored = [array.rows.length, ...array.shape.slice(1)];
  const indices = new Uint8Array(BigInt64Array.from(array.rows.map(BigInt)).buffer);
  return Buffer.concat([
    uint32(0xf993fac9),
    int32(1),
    shapeOf(stored),
    shapeOf(array.shape),
    contents(array),
    int32(6),
    shapeOf([array.rows.length]),
    array.data,
    indices,
  ]);
}

/** A whole file. */
export function paramsFileBytes(records: readonly Buffer[], names: readonly string[]): Buffer {
  return Buffer.concat([
    uint64(0x112),
    uint64(0),
    uint64(records.length),
    ...records,
    uint64(names.length),
    ...names.flatMap((name) => [uint64(Buffer.byteLength(name)), Buffer.from(name)]),
  ]);
}

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

export function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

export function uint64(value: number | bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function shapeOf(shape: readonly number[]): Buffer {
  return Buffer.concat([int32(shape.length), ...shape.map((length) => uint64(length))]);
}

function contents({ dtype = 0, device = [1, 0] }: ArrayBytes): Buffer {
  return Buffer.concat([int32(device[0]), int32(device[1]), int32(dtype)]);
}

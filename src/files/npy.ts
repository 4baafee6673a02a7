/** `.npy`: arrays as numpy saves them. */

import { open } from 'node:fs/promises';

const MAGIC = Buffer.from('\u0093NUMPY\u0001\u0000', 'latin1');

/** Room for the shape, which is known at the end; a multiple of 64, as numpy wants it. */
const HEADER_BYTES = 256;

/** Bytes that are written at once. */
const CHUNK = 1024 * 1024;

/**
 * Writes an array of float32 in C order, row after row, as they come.
 *
 * @param rows - all of the same shape
 * @returns the shape of the array
 * @throws RangeError for a row of another shape than the first
 */
export async function writeNpy(
  file: string,
  rows: AsyncIterable<{ shape: readonly number[]; values: Float32Array }>,
): Promise<number[]> {
  await using handle = await open(file, 'wx');
  await handle.writeFile(Buffer.alloc(HEADER_BYTES));
  let pieces: Buffer[] = [];
  let bytes = 0;
  let shape: readonly number[] | undefined;
  let count = 0;
  const flush = async () => {
    await handle.writeFile(Buffer.concat(pieces, bytes));
    [pieces, bytes] = [[], 0];
  };
  for await (const row of rows) {
    shape ??= row.shape;
    const length = row.shape.reduce((product, size) => product * size, 1);
    if (row.shape.join() !== shape.join() || row.values.length !== length) {
      throw new RangeError(`a row of the shape (${row.shape.join(', ')}) among others`);
    }
    const piece = littleEndian(row.values);
    pieces.push(piece);
    bytes += piece.length;
    count++;
    if (bytes >= CHUNK) await flush();
  }
  await flush();
  const whole = [count, ...(shape ?? [])];
  await handle.write(header(whole), 0, HEADER_BYTES, 0);
  return whole;
}

function header(shape: readonly number[]): Buffer {
  // Python's tuple of one number has a comma too.
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${tuple}), }`;
  const begin = MAGIC.length + 2;
  const buffer = Buffer.alloc(HEADER_BYTES, ' ');
  MAGIC.copy(buffer);
  buffer.writeUInt16LE(HEADER_BYTES - begin, MAGIC.length);
  buffer.write(text, begin, 'latin1');
  buffer.write('\n', HEADER_BYTES - 1, 'latin1');
  return buffer;
}

function littleEndian(values: Float32Array): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [i, value] of values.entries()) bytes.writeFloatLE(value, 4 * i);
  return bytes;
}

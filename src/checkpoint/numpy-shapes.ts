/** Arrays that were saved while MXNet's numpy shapes were switched on. */

import { readFile } from 'node:fs/promises';
import type { ParamsEntry } from './params-directory.js';

const VERSION_2 = 0xf993fac9;

/**
 * The contents of a file with its version 3 records turned into version 2: libmxnet reads version 3 only in numpy-shape
 * mode, which belongs to a thread. A scalar becomes an array with one element.
 */
export async function withoutNumpyShapes(
  file: string,
  entries: readonly ParamsEntry[],
): Promise<Buffer> {
  const bytes = await readFile(file);
  const parts: Buffer[] = [bytes.subarray(0, entries[0]?.offset ?? bytes.length)];
  for (const entry of entries) {
    const record = bytes.subarray(entry.offset, entry.offset + entry.bytes);
    parts.push(...(entry.version === 3 ? version2(record, entry) : [record]));
  }
  const last = entries.at(-1);
  if (last !== undefined) parts.push(bytes.subarray(last.offset + last.bytes));
  return Buffer.concat(parts);
}

/** Mark, storage type, axes, dimensions; the rest is the same in both versions. */
function version2(record: Buffer, { shape, dataOffset, offset }: ParamsEntry): Buffer[] {
  const hasContents = dataOffset > 0;
  const dimensions = hasContents && shape.length === 0 ? [1] : shape;
  const head = Buffer.alloc(12 + 8 * dimensions.length);
  head.writeUInt32LE(VERSION_2, 0);
  head.writeInt32LE(0, 4);
  head.writeInt32LE(dimensions.length, 8);
  for (const [i, length] of dimensions.entries()) head.writeBigInt64LE(BigInt(length), 12 + 8 * i);
  // Device type, device number and element type stand right before the values.
  return hasContents ? [head, record.subarray(dataOffset - offset - 12)] : [head];
}

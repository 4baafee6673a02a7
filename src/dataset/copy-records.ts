/** Copies records without looking into them. */

import { type FileHandle, open, writeFile } from 'node:fs/promises';
import { parseImageHeader } from '../recordio/image-header.js';
import { indexFile } from '../recordio/record-file.js';
import { scanAll } from '../recordio/scan.js';

/** Bytes that are copied at once. */
const CHUNK = 1024 * 1024;

/**
 * Copies a record file, byte for byte, without some of its records, and indexes the copy.
 *
 * @param without - offsets of the records that are left out; what is no record is left out too
 */
export async function copyRecords(
  file: string,
  target: string,
  without: ReadonlySet<number>,
  signal?: AbortSignal,
): Promise<void> {
  await using source = await open(file);
  await using copy = await open(target, 'wx');
  const index: string[] = [];
  const range = { begin: 0, end: 0 };
  let written = 0;
  for await (const found of scanAll(file)) {
    signal?.throwIfAborted();
    if ('reason' in found || without.has(found.offset)) continue;
    if (found.offset !== range.end) {
      await copyRange(source, copy, range);
      range.begin = found.offset;
    }
    range.end = found.end;
    index.push(`${parseImageHeader(found.head)?.id ?? index.length}\t${written}\n`);
    written += found.end - found.offset;
  }
  await copyRange(source, copy, range);
  await writeFile(indexFile(target), index.join(''));
}

async function copyRange(
  source: FileHandle,
  target: FileHandle,
  { begin, end }: { begin: number; end: number },
): Promise<void> {
  for (let position = begin; position < end; ) {
    const buffer = Buffer.allocUnsafe(Math.min(CHUNK, end - position));
    const { bytesRead } = await source.read(buffer, 0, buffer.length, position);
    if (bytesRead === 0) throw new Error('the record file has become shorter while it was copied');
    await target.writeFile(buffer.subarray(0, bytesRead));
    position += bytesRead;
  }
}

/** Which image of a record file libmxnet cannot decode. */

import { MXNetError } from '../errors.js';
import { type ImageRecordIterOptions, imageRecordIter } from '../io/image-record-iter.js';
import { parseImageHeader } from '../recordio/image-header.js';
import { scanRecords } from '../recordio/scan.js';

/** A record by its place. */
export interface Culprit {
  offset: number;
  id: bigint;
}

/** Bytes of the file from `begin` up to, but not including, `end`. */
interface Range {
  begin: number;
  end: number;
}

/** Where libmxnet lets a part begin. */
const ALIGNMENT = 4;

/**
 * Reads ever smaller parts of the file with libmxnet's own iterator, until the one that fails has a single record: the
 * iterator's decoder is stricter than the one for single images, and does not tell where it stopped.
 *
 * @returns `undefined` when all images can be decoded
 */
export async function findUndecodable(
  options: Pick<ImageRecordIterOptions, 'pathImgrec' | 'dataShape'>,
): Promise<Culprit | undefined> {
  if (!(await fails(options, 1, 0))) return undefined;
  const records = await listRecords(options.pathImgrec);
  const size = records.at(-1)?.end ?? 0;
  let range: Range = { begin: 0, end: size };
  for (let parts = 2; ; parts *= 2) {
    const left = records.filter(({ offset }) => offset >= range.begin && offset < range.end);
    const [first] = left;
    if (left.length <= 1 || parts > size) return first;
    const step = Math.ceil(Math.ceil(size / parts) / ALIGNMENT) * ALIGNMENT;
    const failing = await firstFailing(options, parts, step, range);
    if (failing === undefined) return first;
    range = {
      begin: Math.max(range.begin, step * failing),
      end: Math.min(range.end, step * (failing + 1)),
    };
  }
}

/** The first failing part of those that reach into a range. */
async function firstFailing(
  options: Pick<ImageRecordIterOptions, 'pathImgrec' | 'dataShape'>,
  parts: number,
  step: number,
  { begin, end }: Range,
): Promise<number | undefined> {
  for (let part = Math.floor(begin / step); part < parts && part * step < end; part++) {
    if (await fails(options, parts, part)) return part;
  }
  return undefined;
}

async function fails(
  options: Pick<ImageRecordIterOptions, 'pathImgrec' | 'dataShape'>,
  parts: number,
  part: number,
): Promise<boolean> {
  try {
    await using images = await imageRecordIter({
      ...options,
      batchSize: 16,
      roundBatch: false,
      numParts: parts,
      partIndex: part,
    });
    for (let batch = await images.next(); batch; batch = await images.next()) batch.dispose();
    return false;
  } catch (error) {
    if (error instanceof MXNetError) return true;
    // A part without a record.
    if (error instanceof RangeError) return false;
    throw error;
  }
}

async function listRecords(file: string): Promise<(Culprit & { end: number })[]> {
  const records: (Culprit & { end: number })[] = [];
  for await (const { offset, end, head } of scanRecords(file)) {
    records.push({ offset, end, id: parseImageHeader(head)?.id ?? 0n });
  }
  return records;
}

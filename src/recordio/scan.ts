/** Goes through the records of a file without decoding them. */

import { FineTuneError } from '../errors.js';
import { whyUnreadable } from '../files/readable.js';
import { WindowReader } from '../files/window-reader.js';
import { FRAME_BYTES, type Frame, MAGIC_BYTES, parseFrame, partBytes } from './frame.js';
import { findRecord } from './resynchronize.js';

/** How much of a payload's beginning is looked at. */
const HEAD_BYTES = 4096;

/** How much of its end. */
const TAIL_BYTES = 64;

/** One record. */
export interface ScannedRecord {
  /** Where it begins in the file. */
  offset: number;
  /** Where the next one begins. */
  end: number;
  /** Bytes of its payload. */
  length: number;
  /** The beginning of the payload. */
  head: Buffer;
  /** The last bytes of the payload, or of its last part. */
  tail: Buffer;
}

/** Bytes that hold no whole record. */
export interface Damage {
  offset: number;
  /** Where the next record begins; the end of the file when there is none. */
  end: number;
  /** What is wrong, with its place, in words that follow the file's name. */
  reason: string;
}

/**
 * The records of a RecordIO file, in order.
 *
 * @throws {@link FineTuneError} `ERR_DATA` for a file that is missing, empty, cut off or no RecordIO file, with the offset
 */
export async function* scanRecords(file: string): AsyncGenerator<ScannedRecord> {
  for await (const found of scanAll(file)) {
    if ('reason' in found) throw new FineTuneError('ERR_DATA', `${file} ${found.reason}`);
    yield found;
  }
}

/**
 * The records of a RecordIO file, and what lies between them when it is damaged.
 *
 * @throws {@link FineTuneError} `ERR_DATA` for a file that is missing or empty
 */
export async function* scanAll(file: string): AsyncGenerator<ScannedRecord | Damage> {
  for await (const group of scanGroups(file)) yield* group;
}

/**
 * {@link scanAll}, in groups that are in memory together: waiting for each of a million records takes longer than looking at
 * it.
 *
 * @throws {@link FineTuneError} as {@link scanAll}
 */
export async function* scanGroups(file: string): AsyncGenerator<(ScannedRecord | Damage)[]> {
  await using reader = await openRecordFile(file);
  if (reader.size === 0) {
    throw new FineTuneError('ERR_DATA', `the record file ${file} is empty. Pack it again`);
  }
  for (let offset = 0; offset < reader.size; ) {
    const group: (ScannedRecord | Damage)[] = recordsInMemory(reader, offset);
    if (group.length === 0) group.push(await nextAt(reader, offset));
    yield group;
    offset = group.at(-1)?.end ?? reader.size;
  }
}

/** Records of one part that lie in memory, each with the head of the next one. */
function recordsInMemory(reader: WindowReader, begin: number): ScannedRecord[] {
  const records: ScannedRecord[] = [];
  let frame = frameInMemory(reader, begin);
  for (let offset = begin; frame?.kind === 'whole'; ) {
    const { length } = frame;
    const payload = reader.peek(offset + FRAME_BYTES, length);
    const end = offset + partBytes(frame);
    frame = frameInMemory(reader, end);
    if (payload === undefined || (frame === undefined && end !== reader.size)) break;
    const [head, tail] = [payload.subarray(0, HEAD_BYTES), payload.subarray(-TAIL_BYTES)];
    records.push({ offset, end, length, head, tail });
    offset = end;
  }
  return records;
}

function frameInMemory(reader: WindowReader, offset: number): Frame | undefined {
  const bytes = reader.peek(offset, FRAME_BYTES);
  return bytes && parseFrame(bytes);
}

/** What is at an offset: a record, or the damage up to the next one. */
async function nextAt(reader: WindowReader, offset: number): Promise<ScannedRecord | Damage> {
  const found = await recordAt(reader, offset);
  if ('reason' in found) return { ...found, end: await findRecord(reader, offset + 4) };
  if (await isFollowed(reader, found.end)) return found;
  // A wrong length swallows the records behind it.
  const next = await findRecord(reader, offset + 4, found.end);
  if (next >= found.end) return found;
  return { offset, end: next, reason: damaged(offset, 'its length is wrong') };
}

async function openRecordFile(file: string): Promise<WindowReader> {
  try {
    return await WindowReader.open(file);
  } catch (cause) {
    throw new FineTuneError('ERR_DATA', `the record file ${file} ${whyUnreadable(cause)}`, {
      cause,
    });
  }
}

async function recordAt(reader: WindowReader, offset: number): Promise<ScannedRecord | Damage> {
  const first = await partAt(reader, offset);
  if (typeof first === 'string') return { offset, end: offset, reason: first };
  if (first.kind === 'middle' || first.kind === 'last') {
    const reason = damaged(offset, `a ${first.kind} part without a beginning`);
    return { offset, end: offset, reason };
  }
  const record = {
    offset,
    end: offset + partBytes(first),
    length: first.length,
    head: await beginningOf(reader, offset, first),
    tail: await endOf(reader, offset, first),
  };
  const reason = first.kind === 'first' ? await addParts(reader, record) : undefined;
  return reason === undefined ? record : { offset, end: offset, reason };
}

/**
 * Puts a record together that was cut where its payload contains the magic.
 *
 * @returns what is wrong with it, if something is
 */
async function addParts(reader: WindowReader, record: ScannedRecord): Promise<string | undefined> {
  for (let kind = 'first'; kind !== 'last'; ) {
    const part = await partAt(reader, record.end);
    if (typeof part === 'string') return part;
    if (part.kind !== 'middle' && part.kind !== 'last') {
      return damaged(record.end, `a record of several parts ends with a ${part.kind} part`);
    }
    // The magic at which the payload was cut belongs to it.
    if (record.length < HEAD_BYTES) {
      const beginning = await beginningOf(reader, record.end, part);
      record.head = Buffer.concat([record.head, MAGIC_BYTES, beginning]);
    }
    record.tail = await endOf(reader, record.end, part);
    record.length += MAGIC_BYTES.length + part.length;
    record.end += partBytes(part);
    kind = part.kind;
  }
  return undefined;
}

async function beginningOf(reader: WindowReader, offset: number, part: Frame): Promise<Buffer> {
  return await reader.read(offset + FRAME_BYTES, Math.min(part.length, HEAD_BYTES));
}

async function endOf(reader: WindowReader, offset: number, { length }: Frame): Promise<Buffer> {
  const bytes = Math.min(length, TAIL_BYTES);
  return await reader.read(offset + FRAME_BYTES + length - bytes, bytes);
}

/** Whether something that looks like a record, or the end of the file, comes next. */
async function isFollowed(reader: WindowReader, end: number): Promise<boolean> {
  return end === reader.size || parseFrame(await reader.read(end, FRAME_BYTES)) !== undefined;
}

/** The head of a part whose payload lies inside the file, or what is wrong with it. */
async function partAt(reader: WindowReader, offset: number): Promise<Frame | string> {
  const bytes = await reader.read(offset, FRAME_BYTES);
  const frame = parseFrame(bytes);
  if (frame === undefined) {
    if (bytes.length < FRAME_BYTES) return cutOff(offset, reader.size);
    return offset === 0 ? notRecordIo(bytes) : damaged(offset, 'no record begins there');
  }
  // libmxnet needs the padding of the last record too.
  return offset + partBytes(frame) > reader.size ? cutOff(offset, reader.size) : frame;
}

function notRecordIo(bytes: Buffer): string {
  return (
    `is not a RecordIO file: it begins with ${bytes.subarray(0, 4).toString('hex')} instead of ${MAGIC_BYTES.toString('hex')}. ` +
    'Record files are made by im2rec'
  );
}

function cutOff(offset: number, size: number): string {
  return (
    `is cut off: the record at offset ${offset} goes beyond the end of the file (${size} bytes). ` +
    'Copy or pack the file again'
  );
}

function damaged(offset: number, what: string): string {
  return `is damaged at offset ${offset}: ${what}. Copy or pack the file again`;
}

/** Goes through the records of a file without decoding them. */

import { FineTuneError } from '../errors.js';
import { whyUnreadable } from '../files/readable.js';
import { WindowReader } from '../files/window-reader.js';
import { FRAME_BYTES, type Frame, MAGIC, parseFrame, partBytes } from './frame.js';

const MAGIC_BYTES = Buffer.alloc(4);
MAGIC_BYTES.writeUInt32LE(MAGIC);

/** How much of a payload is looked at. */
const HEAD_BYTES = 4096;

/** One record. */
export interface ScannedRecord {
  /** Where it begins in the file. */
  offset: number;
  /** Where the next one begins. */
  end: number;
  /** Bytes of its payload. */
  length: number;
  /** The beginning of the payload; valid until the next record. */
  head: Buffer;
}

/**
 * The records of a RecordIO file, in order.
 *
 * @throws {@link FineTuneError} `ERR_DATA` for a file that is missing, empty, cut off or no RecordIO file, with the offset
 */
export async function* scanRecords(file: string): AsyncGenerator<ScannedRecord> {
  await using reader = await openRecordFile(file);
  if (reader.size === 0) {
    throw new FineTuneError('ERR_DATA', `the record file ${file} is empty. Pack it again`);
  }
  for (let offset = 0; offset < reader.size; ) {
    const first = await frameAt(reader, file, offset);
    if (first.kind === 'middle' || first.kind === 'last') {
      throw damaged(file, offset, `a ${first.kind} part without a beginning`);
    }
    const head = await beginningOf(reader, offset, first);
    const record = { offset, end: offset + partBytes(first), length: first.length, head };
    if (first.kind === 'first') await addParts(reader, file, record);
    yield record;
    offset = record.end;
  }
}

/** Puts a record together that was cut where its payload contains the magic. */
async function addParts(reader: WindowReader, file: string, record: ScannedRecord): Promise<void> {
  // The next read takes the window's memory.
  record.head = Buffer.from(record.head);
  for (let kind = 'first'; kind !== 'last'; ) {
    const part = await frameAt(reader, file, record.end);
    if (part.kind !== 'middle' && part.kind !== 'last') {
      throw damaged(file, record.end, `a record of several parts ends with a ${part.kind} part`);
    }
    // The magic at which the payload was cut belongs to it.
    if (record.length < HEAD_BYTES) {
      const beginning = await beginningOf(reader, record.end, part);
      record.head = Buffer.concat([record.head, MAGIC_BYTES, beginning]);
    }
    record.length += MAGIC_BYTES.length + part.length;
    record.end += partBytes(part);
    kind = part.kind;
  }
}

async function beginningOf(reader: WindowReader, offset: number, part: Frame): Promise<Buffer> {
  return await reader.read(offset + FRAME_BYTES, Math.min(part.length, HEAD_BYTES));
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

/** The head of a part whose payload lies inside the file. */
async function frameAt(reader: WindowReader, file: string, offset: number): Promise<Frame> {
  const bytes = await reader.read(offset, FRAME_BYTES);
  const frame = parseFrame(bytes);
  if (frame === undefined) {
    if (bytes.length < FRAME_BYTES) throw cutOff(file, offset, reader.size);
    if (offset === 0) {
      throw new FineTuneError(
        'ERR_DATA',
        `${file} is not a RecordIO file: it begins with ${bytes.subarray(0, 4).toString('hex')} instead of ${MAGIC_BYTES.toString('hex')}. ` +
          'Record files are made by im2rec',
      );
    }
    throw damaged(file, offset, 'no record begins there');
  }
  // libmxnet needs the padding of the last record too.
  if (offset + partBytes(frame) > reader.size) throw cutOff(file, offset, reader.size);
  return frame;
}

function cutOff(file: string, offset: number, size: number): FineTuneError {
  return new FineTuneError(
    'ERR_DATA',
    `${file} is cut off: the record at offset ${offset} goes beyond the end of the file (${size} bytes). ` +
      'Copy or pack the file again',
  );
}

function damaged(file: string, offset: number, what: string): FineTuneError {
  return new FineTuneError(
    'ERR_DATA',
    `${file} is damaged at offset ${offset}: ${what}. Copy or pack the file again`,
  );
}

/** `PREFIX.jsonl`, read line by line: what is damaged is left out and said. */

import { FineTuneError } from '../../errors.js';
import { decodeText, readWhole, whyUnreadable } from '../../files/readable.js';
import { counted } from '../../text/plural.js';
import { LOG_FORMAT, type LogRecord, parseLogRecord } from './log-record.js';

/** The records of a log, and what a person should know of its reading. */
export interface RunLogFile {
  records: LogRecord[];
  notes: string[];
}

/** How many damaged lines are named. */
const MOST_NAMED = 3;

/** Longer names of kinds are no names. */
const LONGEST_NAME = 40;

const LINE_FEED = 10;

/**
 * Reads a log. A killed run leaves half a line, and one that goes on begins a new one behind it; so a damaged line does not
 * spoil the others.
 *
 * @throws {@link FineTuneError} `ERR_CHECKPOINT_FORMAT` when it cannot be read, holds no record, or is of a later form
 */
export async function readRunLog(file: string): Promise<RunLogFile> {
  let bytes: Buffer;
  try {
    bytes = await readWhole(file);
  } catch (cause) {
    throw unusable(`${file} ${whyUnreadable(cause)}`, cause);
  }
  const records: LogRecord[] = [];
  const damaged: string[] = [];
  const unknown = new Map<string, number>();
  for (const [number, line] of linesOf(bytes)) {
    try {
      const record = parseLogRecord(decodeText(line) ?? '');
      if (typeof record !== 'string') records.push(record);
      else unknown.set(record, (unknown.get(record) ?? 0) + 1);
    } catch (error) {
      damaged.push(`line ${number} of ${file} ${whatIsWrong(error)}`);
    }
  }
  requireForm(file, records);
  if (!records.some(({ type }) => type === 'start')) {
    throw unusable(
      `${file} is not the record of a run: ${damaged[0] ?? 'it tells of no start'}`,
      undefined,
    );
  }
  return { records, notes: [...damagedNotes(damaged), ...unknownNotes(unknown)] };
}

/** The lines that are not empty, with their numbers from 1. */
function* linesOf(bytes: Buffer): Generator<[number: number, line: Buffer]> {
  let number = 0;
  for (let begin = 0; begin < bytes.length; ) {
    const found = bytes.indexOf(LINE_FEED, begin);
    const end = found < 0 ? bytes.length : found;
    number++;
    if (end > begin) yield [number, bytes.subarray(begin, end)];
    begin = end + 1;
  }
}

function whatIsWrong(error: unknown): string {
  if (error instanceof SyntaxError) return 'is no JSON text';
  return `is no record: ${error instanceof Error ? error.message : String(error)}`;
}

function requireForm(file: string, records: readonly LogRecord[]): void {
  for (const record of records) {
    if (record.type !== 'start' || record.format <= LOG_FORMAT) continue;
    throw unusable(
      `${file} has the form ${record.format}, this version knows form ${LOG_FORMAT} only. Use a later version`,
    );
  }
}

function damagedNotes(damaged: readonly string[]): string[] {
  const more = damaged.length - MOST_NAMED;
  return [
    ...damaged.slice(0, MOST_NAMED).map((problem) => `${problem}; it is left out`),
    ...(more > 0 ? [`${counted(more, 'more line')} could not be read and were left out`] : []),
  ];
}

function unknownNotes(unknown: ReadonlyMap<string, number>): string[] {
  return [...unknown]
    .slice(0, MOST_NAMED)
    .map(
      ([type, times]) =>
        `${counted(times, 'record')} of the kind "${type.slice(0, LONGEST_NAME)}", which this version does not know, ${times === 1 ? 'was' : 'were'} left out`,
    );
}

function unusable(problem: string, cause?: unknown): FineTuneError {
  return new FineTuneError('ERR_CHECKPOINT_FORMAT', problem, { cause });
}

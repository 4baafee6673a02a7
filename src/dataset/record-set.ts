/** A record file of a run or of `validate`, looked at from all sides. */

import { FineTuneError } from '../errors.js';
import { isMissing } from '../files/readable.js';
import { parseImageHeader } from '../recordio/image-header.js';
import { type ListItem, readList } from '../recordio/list-file.js';
import { PayloadReader } from '../recordio/payload-reader.js';
import type { Faults } from './decode-records.js';
import type { ReadableSet, WholeImage } from './equal-images.js';
import type { ExamineOptions } from './examine-options.js';
import { examineRecords } from './examine-records.js';
import { type Finding, singleFinding } from './finding.js';
import { IndexCheck } from './index-check.js';
import { ListCheck } from './list-check.js';
import { type PathOf, withPath } from './path-of.js';
import type { RecordCheck } from './record-check.js';
import type { RecordReport } from './record-report.js';

/** A record file and what belongs to it. */
export interface RecordSet {
  file: string;
  /** Its index, if it has one. */
  index?: string | undefined;
  /** The list that it should be compared with, if there is one. */
  list?: string | undefined;
  /** Images of which it is known already that they cannot be decoded. */
  faults?: Faults | undefined;
}

/** What {@link examineRecordSet} has found. */
export interface ExaminedSet {
  /** `undefined` when the file cannot be read at all. */
  report: RecordReport | undefined;
  findings: Finding[];
}

/** Looks at a record file, its index and its list. Nothing that is wrong with them is thrown. */
export async function examineRecordSet(
  { file, index, list, faults }: RecordSet,
  options: Omit<ExamineOptions, 'checks' | 'faults'>,
): Promise<ExaminedSet> {
  const checks: RecordCheck[] = [];
  const findings: Finding[] = [];
  if (index !== undefined) checks.push(await IndexCheck.open(file, index));
  const { items, problem } = list === undefined ? {} : await tryList(list);
  if (list !== undefined && items !== undefined) checks.push(new ListCheck(file, list, items));
  if (list !== undefined && problem !== undefined) {
    findings.push(singleFinding('list', 'warning', list, problem));
  }
  try {
    const report = await examineRecords(file, { ...options, checks, faults });
    return { report, findings: [...report.findings, ...findings] };
  } catch (error) {
    if (!(error instanceof FineTuneError)) throw error;
    return {
      report: undefined,
      findings: [singleFinding('unreadable', 'error', file, error.message), ...findings],
    };
  }
}

/** A list that is not there is none. */
async function tryList(file: string): Promise<{ items?: ListItem[]; problem?: string }> {
  try {
    return { items: await readList(file) };
  } catch (error) {
    if (!(error instanceof FineTuneError)) throw error;
    return isMissing(error.cause) ? {} : { problem: error.message };
  }
}

/** The images of a record file, to be read again. */
export class RecordImages implements ReadableSet<number> {
  readonly file: string;
  readonly prints: RecordReport['prints'];
  readonly #pathOf: PathOf;
  readonly #payloads: PayloadReader;

  private constructor({ file, prints, pathOf }: RecordReport, payloads: PayloadReader) {
    this.file = file;
    this.prints = prints;
    this.#pathOf = pathOf;
    this.#payloads = payloads;
  }

  static async open(report: RecordReport): Promise<RecordImages> {
    return new RecordImages(report, await PayloadReader.open(report.file));
  }

  async read(offset: number): Promise<WholeImage> {
    const payload = await this.#payloads.read(offset);
    const { id = 0n, labels = [], imageOffset = 0 } = parseImageHeader(payload) ?? {};
    return {
      bytes: payload.subarray(imageOffset),
      label: `class ${labels[0]}`,
      place: withPath({ id: String(id), offset }, this.#pathOf),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#payloads[Symbol.asyncDispose]();
  }
}

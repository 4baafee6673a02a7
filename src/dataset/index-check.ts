/** Whether an index belongs to a record file. */

import { FineTuneError } from '../errors.js';
import { type RecordIndex, readIndexFile } from '../recordio/index-file.js';
import { type Finding, singleFinding } from './finding.js';
import type { RecordCheck } from './record-check.js';

/** Compares offsets up to the first that differs. */
export class IndexCheck implements RecordCheck {
  readonly #recordFile: string;
  readonly #file: string;
  readonly #index: RecordIndex | undefined;
  #problem: string | undefined;

  private constructor(
    recordFile: string,
    file: string,
    index: RecordIndex | undefined,
    problem?: string,
  ) {
    this.#recordFile = recordFile;
    this.#file = file;
    this.#index = index;
    this.#problem = problem;
  }

  /** Reads an index; that it is none is a finding too. */
  static async open(recordFile: string, file: string): Promise<IndexCheck> {
    try {
      return new IndexCheck(recordFile, file, await readIndexFile(file));
    } catch (error) {
      if (!(error instanceof FineTuneError)) throw error;
      return new IndexCheck(recordFile, file, undefined, error.message);
    }
  }

  record(offset: number): void {
    this.#noting((index) => index.check(this.#recordFile, offset));
  }

  findings(): Finding[] {
    this.#noting((index) => index.checkEnd(this.#recordFile));
    return this.#problem === undefined
      ? []
      : [singleFinding('index', 'error', this.#file, this.#problem)];
  }

  #noting(check: (index: RecordIndex) => void): void {
    if (this.#problem !== undefined || this.#index === undefined) return;
    try {
      check(this.#index);
    } catch (error) {
      if (!(error instanceof FineTuneError)) throw error;
      this.#problem = error.message;
    }
  }
}

/** The `.idx` file beside a record file. */

import { FineTuneError } from '../errors.js';
import { decodeText, readWhole, whyUnreadable } from '../files/readable.js';

/**
 * Where records begin, as an index file tells it. libmxnet believes it: a wrong offset ends the process.
 */
export class RecordIndex {
  readonly #file: string;
  /** Ascending. */
  readonly #offsets: readonly number[];
  #checked = 0;

  constructor(file: string, offsets: readonly number[]) {
    this.#file = file;
    this.#offsets = [...offsets].sort((a, b) => a - b);
  }

  /**
   * Checks the next record of the record file.
   *
   * @throws {@link FineTuneError} `ERR_DATA`
   */
  check(recordFile: string, offset: number): void {
    const indexed = this.#offsets[this.#checked++];
    if (indexed === offset) return;
    const reason =
      indexed === undefined || indexed > offset
        ? `it does not name the record at offset ${offset}`
        : `it names the offset ${indexed}, where no record begins`;
    throw this.#stranger(recordFile, reason);
  }

  /** Checks that there are no more offsets than records. */
  checkEnd(recordFile: string): void {
    const more = this.#offsets[this.#checked];
    if (more === undefined) return;
    throw this.#stranger(recordFile, `it names the offset ${more}, where no record begins`);
  }

  #stranger(recordFile: string, reason: string): FineTuneError {
    return new FineTuneError(
      'ERR_DATA',
      `${this.#file} is not the index of ${recordFile}: ${reason}. Make it again with MXNet's rec2idx.py, or leave it out`,
    );
  }
}

/**
 * Reads an index file: in each line a number and an offset.
 *
 * @throws {@link FineTuneError} `ERR_DATA`
 */
export async function readIndexFile(file: string): Promise<RecordIndex> {
  let bytes: Buffer;
  try {
    bytes = await readWhole(file);
  } catch (cause) {
    throw new FineTuneError('ERR_DATA', `the index file ${file} ${whyUnreadable(cause)}`, {
      cause,
    });
  }
  const lines = (decodeText(bytes) ?? '\0').split('\n');
  if (lines.at(-1) === '') lines.pop();
  const offsets = lines.map((line, i) => {
    const [, offset] = /^\d+\t(\d+)\r?$/.exec(line) ?? [];
    if (offset !== undefined && Number.isSafeInteger(Number(offset))) return Number(offset);
    throw new FineTuneError(
      'ERR_DATA',
      `${file} is not an index file: line ${i + 1} has not two whole numbers, separated by a tab`,
    );
  });
  return new RecordIndex(file, offsets);
}

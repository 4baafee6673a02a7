/** Files to which a run adds line by line. */

import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';

/** Told once, when a file takes nothing more. */
export type LogFailure = (file: string, error: unknown) => void;

/** How a {@link LogFile} is opened. */
export interface LogFileOptions {
  /** Keep what is there. */
  append?: boolean;
  /** What a full disk leads to: a log is not worth a run. @defaultValue the error is thrown */
  onFailure?: LogFailure | undefined;
}

const LINE_FEED = 10;

/** Writes each text before the next thing happens; once one cannot be written, no other is. */
export class LogFile {
  readonly #file: string;
  readonly #onFailure: LogFailure;
  #descriptor: number | undefined;

  /** Makes the file; the error of one that cannot be made is Node's own. */
  constructor(file: string, { append = false, onFailure = rethrow }: LogFileOptions = {}) {
    this.#file = file;
    this.#onFailure = onFailure;
    this.#descriptor = openSync(file, append ? 'a+' : 'w');
    if (append && endsInsideLine(this.#descriptor)) this.write('\n');
  }

  write(content: string | Uint8Array): void {
    if (this.#descriptor === undefined) return;
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    try {
      for (let done = 0; done < bytes.length; ) done += writeSync(this.#descriptor, bytes, done);
    } catch (error) {
      this.close();
      this.#onFailure(this.#file, error);
    }
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }
}

/** A killed run may have left half a line. */
function endsInsideLine(descriptor: number): boolean {
  const { size } = fstatSync(descriptor);
  const last = Buffer.alloc(1);
  return size > 0 && readSync(descriptor, last, 0, 1, size - 1) === 1 && last[0] !== LINE_FEED;
}

function rethrow(_file: string, error: unknown): never {
  throw error;
}

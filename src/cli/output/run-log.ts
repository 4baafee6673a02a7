/** The lines of a run: on the terminal, and in `PREFIX.log`. */

import { LogFile } from '../../files/log-file.js';
import type { Logger } from '../../runtime/logger.js';

/** Where lines are shown. */
export interface LineSink {
  writeLine(line: string): void;
}

/**
 * Logs in the form of Python's `logging` (`INFO:root:…`), which MXNet's own tools read. What is said before the file is
 * opened is written to it then: until the run has passed its checks nothing is left on the disk.
 */
export class RunLog implements Logger, Disposable {
  readonly #sink: LineSink;
  /** Lines for a file that may still be opened. */
  #waiting: string[] | undefined = [];
  #file: LogFile | undefined;

  constructor(sink: LineSink) {
    this.#sink = sink;
  }

  info(message: string): void {
    this.#write(`INFO:root:${message}`);
  }

  warning(message: string): void {
    this.#write(`WARNING:root:${message}`);
  }

  /** @param append - keep what an earlier run has written */
  open(file: string, append: boolean): void {
    const onFailure = (name: string, error: unknown) => this.fileFailed(name, error);
    this.#file = new LogFile(file, { append, onFailure });
    for (const line of this.#waiting ?? []) this.#file.write(`${line}\n`);
    this.#waiting = undefined;
  }

  /** There will be no file: nothing has to be remembered for it. */
  openNone(): void {
    this.#waiting = undefined;
  }

  /** Says that a file of the run takes nothing more; the run goes on. */
  fileFailed(file: string, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.warning(`${file} cannot be written any more: ${reason}`);
  }

  [Symbol.dispose](): void {
    this.#file?.close();
    this.#file = undefined;
  }

  #write(line: string): void {
    this.#sink.writeLine(line);
    this.#waiting?.push(line);
    this.#file?.write(`${line}\n`);
  }
}

/** The lines of a run: on the terminal, and in `PREFIX.log`. */

import { closeSync, openSync, writeSync } from 'node:fs';
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
  #waiting: string[] = [];
  #file: number | undefined;

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
    this.#file = openSync(file, append ? 'a' : 'w');
    for (const line of this.#waiting) writeSync(this.#file, `${line}\n`);
    this.#waiting = [];
  }

  [Symbol.dispose](): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #write(line: string): void {
    this.#sink.writeLine(line);
    if (this.#file === undefined) this.#waiting.push(line);
    else writeSync(this.#file, `${line}\n`);
  }
}

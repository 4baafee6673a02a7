/** What a person would see. */

import type { TextSink } from '../../src/cli/io.js';

/** Stands for the sequence that empties a line. */
const EMPTIED = '\u{e000}';

/** A terminal that understands what a progress bar needs, and shows what a person would see. */
export class Terminal implements TextSink {
  readonly isTTY = true;
  readonly columns = 100;
  /** Everything that was written. */
  written = '';
  /** The lines that a person sees. */
  readonly lines = [''];
  #interrupt: ((text: string) => void) | undefined;

  constructor(onWrite?: (text: string) => void) {
    this.#interrupt = onWrite;
  }

  write(text: string): void {
    this.written += text;
    const parts = text.replaceAll('\u001b[2K', EMPTIED).split(/([\r\n\u{e000}])/u);
    for (const part of parts) this.#show(part);
    this.#interrupt?.(text);
  }

  #show(part: string): void {
    const last = this.lines.length - 1;
    if (part === '\n') this.lines.push('');
    else if (part === EMPTIED) this.lines[last] = '';
    else if (part !== '\r') this.lines[last] += part;
  }
}

/** The last line of a terminal, which is drawn again and again. */

import type { TextSink } from '../io.js';

/** Cells of a bar. */
const CELLS = 24;

/** Milliseconds between two drawings: more often nobody can read. */
export const DRAW_EVERY = 200;

const NARROWEST = 80;

/** Goes to the beginning of the line and empties it. */
const EMPTY_LINE = '\r\u001b[2K';

/** A line below all others, that other lines make room for. */
export class TerminalLine implements Disposable {
  readonly #sink: TextSink;
  #text = '';

  constructor(sink: TextSink) {
    this.#sink = sink;
  }

  draw(text: string): void {
    // A line that breaks could not be emptied any more.
    this.#text = text.slice(0, (this.#sink.columns ?? NARROWEST) - 1);
    this.#sink.write(`${EMPTY_LINE}${this.#text}`);
  }

  /** Another line goes above. */
  writeAbove(line: string): void {
    this.#sink.write(this.#text === '' ? `${line}\n` : `${EMPTY_LINE}${line}\n${this.#text}`);
  }

  remove(): void {
    if (this.#text !== '') this.#sink.write(EMPTY_LINE);
    this.#text = '';
  }

  [Symbol.dispose](): void {
    this.remove();
  }
}

/** A bar that is filled by a share. */
export function bar(share: number): string {
  const cells = Math.min(CELLS, Math.max(0, Math.round(CELLS * share)));
  return `[${'='.repeat(cells)}${'-'.repeat(CELLS - cells)}]`;
}

/** How far work on many images is: for people who watch. */

import type { TextSink } from '../io.js';
import { bar, DRAW_EVERY, TerminalLine } from './terminal-line.js';

/** Counts images in the last line of a terminal; says nothing where no person is looking. */
export class ImageBar implements Disposable {
  readonly #line: TerminalLine;
  readonly #isShown: boolean;
  readonly #what: string;
  readonly #now: () => number;
  #began: number | undefined;
  #drawn = Number.NEGATIVE_INFINITY;

  /**
   * @param what - is being done
   * @param now - milliseconds
   */
  constructor(sink: TextSink, what: string, now: () => number = () => performance.now()) {
    this.#line = new TerminalLine(sink);
    this.#isShown = sink.isTTY === true;
    this.#what = what;
    this.#now = now;
  }

  /** @param total - how many there are, when it is known: with the last one the bar goes away */
  show(done: number, total?: number): void {
    if (!this.#isShown) return;
    const now = this.#now();
    this.#began ??= now;
    if (done === total) this.stop();
    else if (now - this.#drawn >= DRAW_EVERY) {
      this.#drawn = now;
      this.#line.draw(this.#text(done, total, (now - this.#began) / 1000));
    }
  }

  /** Makes room for other lines. */
  stop(): void {
    this.#line.remove();
  }

  [Symbol.dispose](): void {
    this.stop();
  }

  #text(done: number, total: number | undefined, seconds: number): string {
    const count = total === undefined ? `${done}` : `${bar(done / total)} ${done}/${total}`;
    const speed = seconds === 0 ? '…' : (done / seconds).toFixed(0);
    return `${this.#what} ${count} images | ${speed} images/s`;
  }
}

/** How far a download is: a bar for people who watch, a line now and then for logs. */

import type { DownloadProgress } from '../../modelzoo/options.js';
import type { Logger } from '../../runtime/logger.js';
import type { TextSink } from '../io.js';
import { bar, DRAW_EVERY, TerminalLine } from './terminal-line.js';

/** Milliseconds between two lines. */
const LINE_EVERY = 10_000;

/** Shows the files of a download one after another. */
export class DownloadBar implements Disposable {
  readonly #sink: TextSink;
  readonly #line: TerminalLine;
  readonly #now: () => number;
  #source: string | undefined;
  #shownAt = 0;
  #began = { at: 0, received: 0 };

  /** @param now - milliseconds */
  constructor(sink: TextSink, now: () => number = () => performance.now()) {
    this.#sink = sink;
    this.#line = new TerminalLine(sink);
    this.#now = now;
  }

  show({ source, received, total }: DownloadProgress): void {
    const now = this.#now();
    if (source !== this.#source) {
      this.#source = source;
      this.#shownAt = now;
      this.#began = { at: now, received };
    }
    const pause = this.#sink.isTTY ? DRAW_EVERY : LINE_EVERY;
    if (received === total) this.stop();
    else if (now - this.#shownAt >= pause) {
      this.#shownAt = now;
      this.#write(received, total, now);
    }
  }

  /** Makes room for other lines. */
  stop(): void {
    this.#line.remove();
  }

  [Symbol.dispose](): void {
    this.stop();
  }

  #write(received: number, total: number | undefined, now: number): void {
    const there = `${megabytes(received)} MB`;
    const size =
      total === undefined
        ? there
        : `${megabytes(received)} of ${megabytes(total)} MB (${percent(received, total)} %)`;
    if (!this.#sink.isTTY) {
      this.#sink.write(`${size} are there\n`);
      return;
    }
    const share = total === undefined ? 0 : received / total;
    const seconds = (now - this.#began.at) / 1000;
    const speed = megabytes((received - this.#began.received) / seconds);
    this.#line.draw(`${bar(share)} ${size} | ${speed} MB/s`);
  }
}

/** A logger whose lines do not meet bars. */
export function besideBar(logger: Logger, ...bars: readonly { stop(): void }[]): Logger {
  const stop = () => {
    for (const one of bars) one.stop();
  };
  return {
    info: (message) => {
      stop();
      logger.info(message);
    },
    warning: (message) => {
      stop();
      logger.warning(message);
    },
  };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

function percent(received: number, total: number): number {
  return Math.floor((100 * received) / total);
}

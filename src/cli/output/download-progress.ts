/** How far a download is: a bar for people who watch, a line now and then for logs. */

import type { DownloadProgress } from '../../modelzoo/options.js';
import type { Logger } from '../../runtime/logger.js';
import type { TextSink } from '../io.js';

/** Milliseconds between two lines. */
const LINE_EVERY = 10_000;

/** Milliseconds between two drawings of the bar. */
const DRAW_EVERY = 200;

/** Cells of the bar itself. */
const CELLS = 24;

const NARROWEST = 80;

/** Goes to the beginning of the line and empties it. */
const EMPTY_LINE = '\r\u001b[2K';

/** Shows the files of a download one after another. */
export class DownloadBar implements Disposable {
  readonly #sink: TextSink;
  readonly #now: () => number;
  #source: string | undefined;
  #shownAt = 0;
  #began = { at: 0, received: 0 };
  #drawn = false;

  /** @param now - milliseconds */
  constructor(sink: TextSink, now: () => number = () => performance.now()) {
    this.#sink = sink;
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
    if (this.#drawn) this.#sink.write(EMPTY_LINE);
    this.#drawn = false;
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
    const cells = total === undefined ? 0 : Math.floor((CELLS * received) / total);
    const bar = '='.repeat(cells) + '-'.repeat(CELLS - cells);
    const seconds = (now - this.#began.at) / 1000;
    const speed = megabytes((received - this.#began.received) / seconds);
    // A line that breaks could not be emptied any more.
    const text = `[${bar}] ${size} | ${speed} MB/s`.slice(0, (this.#sink.columns ?? NARROWEST) - 1);
    this.#sink.write(`${EMPTY_LINE}${text}`);
    this.#drawn = true;
  }
}

/** A logger whose lines do not meet the bar. */
export function besideBar(logger: Logger, bar: DownloadBar): Logger {
  return {
    info: (message) => {
      bar.stop();
      logger.info(message);
    },
    warning: (message) => {
      bar.stop();
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

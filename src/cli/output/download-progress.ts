/** How far a download is: a bar for people who watch, a line now and then for logs. */

import { SingleBar } from 'cli-progress';
import type { DownloadProgress } from '../../modelzoo/options.js';
import type { TextSink } from '../io.js';

/** Milliseconds between two lines. */
const LINE_EVERY_MS = 10_000;

const MEGABYTE = 1e6;

/** Shows the files of a download one after another. */
export class DownloadBar implements Disposable {
  readonly #sink: TextSink;
  readonly #stream: NodeJS.WriteStream | undefined;
  readonly #now: () => number;
  #source: string | undefined;
  #bar: SingleBar | undefined;
  #lineAt = 0;

  /** @param stream - the terminal behind `sink`, if it is one */
  constructor(
    sink: TextSink,
    stream: NodeJS.WriteStream | undefined,
    now: () => number = () => performance.now(),
  ) {
    this.#sink = sink;
    this.#stream = stream;
    this.#now = now;
  }

  /** Ends the bar when the file is there, so that lines can be written again. */
  show({ source, received, total }: DownloadProgress): void {
    if (source !== this.#source) {
      this.stop();
      this.#source = source;
      this.#lineAt = this.#now() + LINE_EVERY_MS;
    }
    if (this.#stream === undefined) this.#showLine(received, total);
    else this.#showBar(this.#stream, received, total);
    if (received === total) this.stop();
  }

  /** Makes room for other lines. */
  stop(): void {
    this.#bar?.stop();
    this.#bar = undefined;
  }

  [Symbol.dispose](): void {
    this.stop();
  }

  #showLine(received: number, total: number | undefined): void {
    if (this.#now() < this.#lineAt) return;
    this.#lineAt = this.#now() + LINE_EVERY_MS;
    const of = total === undefined ? '' : ` of ${megabytes(total)} (${percent(received, total)} %)`;
    this.#sink.write(`${megabytes(received)}${of} MB are there\n`);
  }

  #showBar(stream: NodeJS.WriteStream, received: number, total: number | undefined): void {
    const size = total ?? received;
    if (this.#bar === undefined) {
      this.#bar = new SingleBar({
        stream,
        format: '[{bar}] {percentage} % | {there} of {whole} MB | {eta_formatted} left',
        barsize: 24,
        clearOnComplete: true,
        hideCursor: true,
        fps: 5,
      });
      this.#bar.start(size, received, texts(received, total));
      return;
    }
    this.#bar.setTotal(size);
    this.#bar.update(received, texts(received, total));
  }
}

function texts(received: number, total: number | undefined): { there: string; whole: string } {
  return { there: megabytes(received), whole: total === undefined ? '?' : megabytes(total) };
}

function megabytes(bytes: number): string {
  return (bytes / MEGABYTE).toFixed(1);
}

function percent(received: number, total: number): number {
  return total === 0 ? 100 : Math.floor((100 * received) / total);
}

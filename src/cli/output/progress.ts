/** Lines and a progress bar on one terminal. */

import type { FineTuneEvent } from '../../finetune/events.js';
import type { TextSink } from '../io.js';
import type { LineSink } from './run-log.js';

/** Prints lines; nothing else where no person is looking. */
export class PlainLines implements LineSink, Disposable {
  readonly #sink: TextSink;

  constructor(sink: TextSink) {
    this.#sink = sink;
  }

  writeLine(line: string): void {
    this.#sink.write(`${line}\n`);
  }

  event(_event: FineTuneEvent): void {}

  [Symbol.dispose](): void {}
}

/** Cells of the bar itself. */
const CELLS = 24;

/** Milliseconds between two drawings: more often nobody can read. */
const PAUSE = 200;

const NARROWEST = 80;

/** Goes to the beginning of the line and empties it. */
const EMPTY_LINE = '\r\u001b[2K';

/** Shows how far the epoch is, in one line below the others. */
export class ProgressLines implements LineSink, Disposable {
  readonly #sink: TextSink;
  readonly #now: () => number;
  #start: (FineTuneEvent & { type: 'start' }) | undefined;
  /** What stands in the last line; empty between epochs. */
  #bar = '';
  #drawn = Number.NEGATIVE_INFINITY;
  #epochBegan = 0;

  /** @param now - milliseconds */
  constructor(sink: TextSink, now: () => number = () => performance.now()) {
    this.#sink = sink;
    this.#now = now;
  }

  /** The line goes above the bar. */
  writeLine(line: string): void {
    const bar = this.#bar;
    this.#sink.write(bar === '' ? `${line}\n` : `${EMPTY_LINE}${line}\n${bar}`);
  }

  event(event: FineTuneEvent): void {
    if (event.type === 'start') this.#start = event;
    if (event.type === 'batch') this.#batch(event);
    if (event.type === 'epoch') this.#remove();
  }

  [Symbol.dispose](): void {
    this.#remove();
  }

  #batch({ epoch, batch, metrics }: FineTuneEvent & { type: 'batch' }): void {
    const now = this.#now();
    if (batch === 0) this.#epochBegan = now;
    if (this.#start === undefined || (batch > 0 && now - this.#drawn < PAUSE)) return;
    this.#drawn = now;
    const { batches, numEpochs, images } = this.#start;
    const done = batch + 1;
    // An epoch may have one batch less than the longest.
    const cells = Math.min(CELLS, Math.round((CELLS * done) / batches));
    const bar = '='.repeat(cells) + '-'.repeat(CELLS - cells);
    const seconds = (now - this.#epochBegan) / 1000;
    const speed = batch === 0 ? '…' : (((images / batches) * batch) / seconds).toFixed(0);
    const values = metrics.map(([name, value]) => `${name} ${value.toFixed(4)}`).join(' ');
    const text = `epoch ${epoch + 1}/${numEpochs} [${bar}] ${done}/${batches} batches | ${speed} images/s | ${values}`;
    // A line that breaks could not be emptied any more.
    this.#bar = text.slice(0, (this.#sink.columns ?? NARROWEST) - 1);
    this.#sink.write(`${EMPTY_LINE}${this.#bar}`);
  }

  #remove(): void {
    if (this.#bar !== '') this.#sink.write(EMPTY_LINE);
    this.#bar = '';
  }
}

/** Lines and a progress bar on one terminal. */

import type { FineTuneEvent } from '../../finetune/events.js';
import type { TextSink } from '../io.js';
import type { LineSink } from './run-log.js';
import { bar, DRAW_EVERY, TerminalLine } from './terminal-line.js';

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

/** Shows how far the epoch is, in one line below the others. */
export class ProgressLines implements LineSink, Disposable {
  readonly #line: TerminalLine;
  readonly #now: () => number;
  #start: (FineTuneEvent & { type: 'start' }) | undefined;
  #drawn = Number.NEGATIVE_INFINITY;
  #epochBegan = 0;

  /** @param now - milliseconds */
  constructor(sink: TextSink, now: () => number = () => performance.now()) {
    this.#line = new TerminalLine(sink);
    this.#now = now;
  }

  /** The line goes above the bar. */
  writeLine(line: string): void {
    this.#line.writeAbove(line);
  }

  event(event: FineTuneEvent): void {
    if (event.type === 'start') this.#start = event;
    if (event.type === 'batch') this.#batch(event);
    if (event.type === 'epoch') this.#line.remove();
  }

  [Symbol.dispose](): void {
    this.#line.remove();
  }

  #batch({ epoch, batch, metrics }: FineTuneEvent & { type: 'batch' }): void {
    const now = this.#now();
    if (batch === 0) this.#epochBegan = now;
    if (this.#start === undefined || (batch > 0 && now - this.#drawn < DRAW_EVERY)) return;
    this.#drawn = now;
    const { batches, numEpochs, images } = this.#start;
    const done = batch + 1;
    const seconds = (now - this.#epochBegan) / 1000;
    const speed = batch === 0 ? '…' : (((images / batches) * batch) / seconds).toFixed(0);
    const values = metrics.map(([name, value]) => `${name} ${value.toFixed(4)}`).join(' ');
    this.#line.draw(
      `epoch ${epoch + 1}/${numEpochs} ${bar(done / batches)} ${done}/${batches} batches | ${speed} images/s | ${values}`,
    );
  }
}

/** Lines and a progress bar on one terminal. */

import { MultiBar, type SingleBar } from 'cli-progress';
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

/** Shows how far the epoch is, below the lines. */
export class ProgressLines implements LineSink, Disposable {
  readonly #sink: TextSink;
  readonly #bars: MultiBar;
  #bar: SingleBar | undefined;
  #batches = 0;
  #images = 0;
  #epochs = 0;
  #started = 0;

  constructor(stream: NodeJS.WriteStream) {
    this.#sink = stream;
    this.#bars = new MultiBar({
      stream,
      format:
        'epoch {epoch}/{epochs} [{bar}] {value}/{total} batches | {speed} images/s | {metrics}',
      barsize: 24,
      clearOnComplete: true,
      hideCursor: true,
      fps: 5,
    });
  }

  writeLine(line: string): void {
    if (this.#bar === undefined) this.#sink.write(`${line}\n`);
    else this.#bars.log(`${line}\n`);
  }

  event(event: FineTuneEvent): void {
    if (event.type === 'start') {
      this.#batches = event.batches;
      this.#images = event.images / event.batches;
      this.#epochs = event.numEpochs;
    }
    if (event.type === 'batch') this.#batch(event);
    if (event.type === 'epoch') this.#end();
  }

  [Symbol.dispose](): void {
    this.#end();
    this.#bars.stop();
  }

  #batch({ epoch, batch, metrics }: FineTuneEvent & { type: 'batch' }): void {
    const done = batch + 1;
    const values = metrics.map(([name, value]) => `${name} ${value.toFixed(4)}`).join(' ');
    const seconds = (performance.now() - this.#started) / 1000;
    const speed = this.#bar === undefined ? '…' : ((batch * this.#images) / seconds).toFixed(0);
    const payload = { epoch: epoch + 1, epochs: this.#epochs, metrics: values, speed };
    if (this.#bar === undefined) {
      this.#started = performance.now();
      this.#bar = this.#bars.create(this.#batches, done, payload);
    } else {
      this.#bar.update(done, payload);
    }
  }

  #end(): void {
    if (this.#bar === undefined) return;
    this.#bars.remove(this.#bar);
    this.#bar = undefined;
  }
}

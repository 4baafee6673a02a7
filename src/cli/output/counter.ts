/** Tells how far long work is. */

import type { TextSink } from '../io.js';

/** Milliseconds between two lines. */
const PERIOD = 5000;

/** Counts images and says from time to time how many. */
export class Counter {
  readonly #sink: TextSink;
  readonly #name: string;
  readonly #total: number;
  readonly #started: number = performance.now();
  #said: number = performance.now();
  #done = 0;

  constructor(sink: TextSink, name: string, total: number) {
    this.#sink = sink;
    this.#name = name;
    this.#total = total;
  }

  count(): void {
    this.#done++;
    if (performance.now() - this.#said < PERIOD) return;
    this.#said = performance.now();
    this.#say();
  }

  /** Says how fast it was; of short work nothing. */
  end(): void {
    if (performance.now() - this.#started >= PERIOD) this.#say();
  }

  #say(): void {
    const seconds = (performance.now() - this.#started) / 1000;
    const speed = (this.#done / seconds).toFixed(0);
    this.#sink.write(`${this.#name}: ${this.#done} of ${this.#total} images, ${speed} images/s\n`);
  }
}

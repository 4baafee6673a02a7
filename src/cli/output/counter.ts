/** Tells how far long work is. */

import type { TextSink } from '../io.js';

/** Milliseconds between two lines. */
const PERIOD = 5000;

/** Counts images and says from time to time how many. */
export class Counter {
  readonly #sink: TextSink;
  readonly #name: string;
  #total: number | undefined;
  readonly #started: number = performance.now();
  #said: number = performance.now();
  #done = 0;

  /** @param total - how many there are, when it is known */
  constructor(sink: TextSink, name: string, total?: number) {
    this.#sink = sink;
    this.#name = name;
    this.#total = total;
  }

  /** @param total - how many there are, when it is known by now */
  count(total: number | undefined = this.#total): void {
    this.#done++;
    this.#total = total;
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
    const total = this.#total === undefined ? '' : ` of ${this.#total}`;
    this.#sink.write(`${this.#name}: ${this.#done}${total} images, ${speed} images/s\n`);
  }
}

/** A source that is opened anew for each pass. */

import type { DataBatch } from './data-batch.js';
import type { DataIter } from './data-iter.js';
import { WrappingIter } from './wrapping-iter.js';

/** Opens the source of a pass, counted from 0. All of them must give batches of the same shapes. */
export type OpenPass = (pass: number) => Promise<DataIter>;

/** Passes that do not depend on those before: each has an iterator of its own, with seeds of its own if it likes. */
export class ReopenedIter extends WrappingIter {
  readonly #open: OpenPass;
  #pass: number;

  private constructor(open: OpenPass, inner: DataIter, pass: number) {
    super(inner);
    this.#open = open;
    this.#pass = pass;
  }

  static async open(open: OpenPass, firstPass = 0): Promise<ReopenedIter> {
    return new ReopenedIter(open, await open(firstPass), firstPass);
  }

  async next(): Promise<DataBatch | undefined> {
    return await this.inner.next();
  }

  async reset(): Promise<void> {
    await this.inner[Symbol.asyncDispose]();
    this.#pass++;
    this.inner = await this.#open(this.#pass);
  }
}

/** The mistakes that a network was most sure of. */

import type { Mistake } from './evaluation.js';

/** Keeps the mistakes with the highest probabilities. */
export class WorstMistakes {
  readonly #most: number;
  /** The worst first. */
  readonly #mistakes: Mistake[] = [];

  /** @param most - how many are kept */
  constructor(most: number) {
    this.#most = most;
  }

  /** Of equal mistakes the one that came first stays first. */
  add(mistake: Mistake): void {
    const last = this.#mistakes.at(-1);
    const isFull = this.#mistakes.length >= this.#most;
    if (isFull && (last === undefined || mistake.probability <= last.probability)) return;
    const place = this.#mistakes.findIndex(({ probability }) => probability < mistake.probability);
    this.#mistakes.splice(place < 0 ? this.#mistakes.length : place, 0, mistake);
    if (this.#mistakes.length > this.#most) this.#mistakes.pop();
  }

  result(): Mistake[] {
    return [...this.#mistakes];
  }
}

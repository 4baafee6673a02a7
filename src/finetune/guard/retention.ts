/** Which checkpoints of a run stay. */

import type { Participant, SavedValue } from '../resume/participants.js';
import { wholeNumbers } from './saved-state.js';

/** Options of {@link Retention}. */
export interface RetentionOptions {
  /** How many of the newest stay; all when there is no number. */
  keep: number | undefined;
  /** The epoch that the run started from, when it lies under the same prefix. */
  startedFrom: number | undefined;
}

/**
 * Remembers what a run, and those that it goes on with, have saved: other checkpoints of the same prefix are never touched.
 * Epochs are those of the files' names.
 */
export class Retention implements Participant {
  readonly name = 'checkpoints';
  readonly #options: RetentionOptions;
  /** In the order in which they were saved. */
  #saved: readonly number[] = [];
  /** Those of them that stay only as long as they are the best or the last. */
  #extra: readonly number[] = [];

  constructor(options: RetentionOptions) {
    this.#options = options;
  }

  /** @param isDue - whether it would have been saved too if it were not the best or the last */
  saved(epoch: number, isDue: boolean): void {
    this.#forget([epoch]);
    this.#saved = [...this.#saved, epoch];
    if (!isDue) this.#extra = [...this.#extra, epoch];
  }

  has(epoch: number): boolean {
    return this.#saved.includes(epoch);
  }

  /** What may go, the oldest first: it is forgotten. Neither the best, the last nor that of the start is among it. */
  takeSurplus(best: number | undefined): number[] {
    const { keep = Number.POSITIVE_INFINITY, startedFrom } = this.#options;
    const stay = [best, startedFrom, this.#saved.at(-1)];
    const old = this.#saved.slice(0, Math.max(0, this.#saved.length - keep));
    const surplus = this.#saved.filter(
      (epoch) => (old.includes(epoch) || this.#extra.includes(epoch)) && !stay.includes(epoch),
    );
    this.#forget(surplus);
    return surplus;
  }

  toJSON(): SavedValue {
    return { saved: this.#saved, extra: this.#extra };
  }

  restore(state: SavedValue): void {
    const { saved, extra } = (state ?? {}) as Readonly<Record<string, SavedValue>>;
    this.#saved = wholeNumbers('saved', saved);
    this.#extra = wholeNumbers('extra', extra);
  }

  #forget(epochs: readonly number[]): void {
    this.#saved = this.#saved.filter((epoch) => !epochs.includes(epoch));
    this.#extra = this.#extra.filter((epoch) => !epochs.includes(epoch));
  }
}

/** Gradients that are added up over several batches. */

import type { NDArray } from '../ndarray/ndarray.js';
import { untrack } from '../runtime/scope.js';
import { increased, sum } from './arithmetic.js';
import type { ParameterKey } from './multipliers.js';

/** The gradients of one parameter since it was last updated. */
export interface GradientSum {
  /** Nothing right after an update. */
  array: NDArray | undefined;
  /**
   * Whether `array` is the caller's own. One who uses it again has the next gradient in it when that is added: so it is after a
   * restore, when there is no `array`.
   */
  borrowed?: boolean;
  /** How many gradients there have been in all, not only since the last update. */
  count: number;
}

/** A sum of gradients for each parameter. */
export class GradientSums {
  readonly #sums = new Map<ParameterKey, GradientSum>();
  readonly #first: number;

  /** @param first - the count of a parameter's first gradient */
  constructor(first: number) {
    this.#first = first;
  }

  /**
   * Adds a gradient. The very first one is not copied: as in MXNet the sum is then the caller's own array, and changes with
   * it until the next gradient is added.
   */
  add(key: ParameterKey, gradient: NDArray): GradientSum {
    const last = this.#sums.get(key);
    if (last === undefined) {
      // A second handle on the same memory, because the caller disposes the first one.
      const shared = untrack(gradient.reshape(gradient.shape));
      return this.#put(key, { array: shared, borrowed: true, count: this.#first });
    }
    const earlier = last.array ?? (last.borrowed ? gradient : undefined);
    const array = earlier ? sum(earlier, gradient) : increased(gradient, 0);
    last.array?.dispose();
    return this.#put(key, { array: untrack(array), count: last.count + 1 });
  }

  /** Starts the sum of a parameter afresh, but goes on counting. */
  clear(key: ParameterKey): void {
    const last = this.#sums.get(key);
    last?.array?.dispose();
    if (last === undefined) return;
    last.array = undefined;
    last.borrowed = false;
  }

  /** All sums. They belong to this object. */
  entries(): IterableIterator<[ParameterKey, GradientSum]> {
    return this.#sums.entries();
  }

  /** Takes over a sum. */
  restore(key: ParameterKey, restored: GradientSum): void {
    this.clear(key);
    this.#put(key, restored);
  }

  /** Disposes and forgets all sums and counts. */
  dispose(): void {
    for (const { array } of this.#sums.values()) array?.dispose();
    this.#sums.clear();
  }

  #put(key: ParameterKey, next: GradientSum): GradientSum {
    this.#sums.set(key, next);
    return next;
  }
}

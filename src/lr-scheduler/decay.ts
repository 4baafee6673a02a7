/** Rates that go down along a curve. */

import { numberOption, wholeNumberOption } from '../text/check-option.js';
import type { LRScheduler, SchedulerState } from './lr-scheduler.js';
import { Warmup, type WarmupOptions } from './warmup.js';

/** Options of {@link DecayScheduler}. */
export interface DecayOptions extends WarmupOptions {
  /** The update at which the curve ends; the rate then stays. At least 1, and more than `warmupSteps`. */
  maxUpdate: number;
  /** The rate at the end. @defaultValue 0 */
  finalLr?: number;
}

/**
 * A schedule whose rate falls from `baseLr` to `finalLr` between the end of the warm-up and `maxUpdate`.
 *
 * It starts at the rate that it was made with: that an optimizer overwrites {@link LRScheduler.baseLr} has no effect on it, as
 * in MXNet. Give it the optimizer's learning rate.
 */
export abstract class DecayScheduler implements LRScheduler {
  baseLr: number;
  readonly finalLr: number;
  readonly #maxUpdate: number;
  readonly #warmup: Warmup;
  /** The last update that was asked for and its rate: all parameters ask for the same one. */
  #asked = Number.NaN;
  #answered = 0;

  /** @throws RangeError for options out of range */
  constructor(options: DecayOptions) {
    this.#maxUpdate = wholeNumberOption('maxUpdate', options.maxUpdate, Number.NaN, 1);
    this.finalLr = numberOption('finalLr', options.finalLr, 0);
    this.#warmup = new Warmup(options);
    if (!(this.#maxUpdate > this.#warmup.steps)) {
      throw new RangeError(
        `\`maxUpdate\` must be more than \`warmupSteps\`, ${this.#warmup.steps}, received ${options.maxUpdate}`,
      );
    }
    this.baseLr = this.#warmup.finalLr;
  }

  rate(numUpdate: number): number {
    const warming = this.#warmup.rate(numUpdate);
    if (warming !== undefined) return warming;
    if (numUpdate > this.#maxUpdate) return this.baseLr;
    if (numUpdate !== this.#asked) {
      const { steps, finalLr } = this.#warmup;
      const share = this.remaining(numUpdate - steps, this.#maxUpdate - steps);
      this.#answered = this.finalLr + (finalLr - this.finalLr) * share;
      this.#asked = numUpdate;
    }
    this.baseLr = this.#answered;
    return this.baseLr;
  }

  state(): SchedulerState {
    return { baseLr: this.baseLr };
  }

  restore(state: SchedulerState): void {
    this.baseLr = state['baseLr'] ?? this.baseLr;
  }

  /** How much is left of the way from `finalLr` to `baseLr` after some of all updates: from 1 to 0. */
  protected abstract remaining(update: number, updates: number): number;
}

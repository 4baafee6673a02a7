/** A rate that shrinks again and again. */

import { type Logger, SILENT } from '../runtime/logger.js';
import { exponential } from '../text/python-format.js';
import type { LRScheduler, SchedulerState } from './lr-scheduler.js';

/** Options of {@link FactorScheduler}. */
export interface FactorSchedulerOptions {
  /** Updates between two changes; at least 1. */
  step: number;
  /** What the rate is multiplied with; at most 1. @defaultValue 1 */
  factor?: number;
  /** The rate never becomes smaller. @defaultValue 1e-8 */
  stopFactorLr?: number;
  /** @defaultValue 0.01 */
  baseLr?: number;
  logger?: Logger;
}

/** Multiplies the rate by a factor every `step` updates (`mx.lr_scheduler.FactorScheduler`). */
export class FactorScheduler implements LRScheduler {
  baseLr: number;
  readonly #step: number;
  readonly #factor: number;
  readonly #stop: number;
  readonly #logger: Logger;
  #count = 0;

  constructor({
    step,
    factor = 1,
    stopFactorLr = 1e-8,
    baseLr = 0.01,
    logger = SILENT,
  }: FactorSchedulerOptions) {
    if (step < 1) throw new RangeError(`\`step\` must be at least 1, received ${step}`);
    if (factor > 1) throw new RangeError(`\`factor\` must be at most 1, received ${factor}`);
    this.#step = step;
    this.#factor = factor;
    this.#stop = stopFactorLr;
    this.#logger = logger;
    this.baseLr = baseLr;
  }

  rate(numUpdate: number): number {
    while (numUpdate > this.#count + this.#step) {
      this.#count += this.#step;
      this.baseLr *= this.#factor;
      if (this.baseLr < this.#stop) {
        this.baseLr = this.#stop;
        this.#logger.info(
          `Update[${numUpdate}]: now learning rate arrived at ${exponential(this.baseLr, 5)}, will not change in the future`,
        );
      } else {
        this.#logger.info(
          `Update[${numUpdate}]: Change learning rate to ${exponential(this.baseLr, 5)}`,
        );
      }
    }
    return this.baseLr;
  }

  state(): SchedulerState {
    return { baseLr: this.baseLr, count: this.#count };
  }

  restore(state: SchedulerState): void {
    this.baseLr = state['baseLr'] ?? this.baseLr;
    this.#count = state['count'] ?? this.#count;
  }
}

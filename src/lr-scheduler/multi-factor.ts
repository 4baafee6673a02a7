/** A rate that shrinks at given updates. */

import { type Logger, SILENT } from '../runtime/logger.js';
import { exponential } from '../text/python-format.js';
import type { LRScheduler, SchedulerState } from './lr-scheduler.js';

/** Options of {@link MultiFactorScheduler}. */
export interface MultiFactorSchedulerOptions {
  /** The updates after which the rate changes: increasing, at least one, each at least 1. */
  steps: readonly number[];
  /** What the rate is multiplied with; at most 1. @defaultValue 1 */
  factor?: number;
  /** @defaultValue 0.01 */
  baseLr?: number;
  logger?: Logger;
}

/**
 * Multiplies the rate by a factor after each of the given updates (`mx.lr_scheduler.MultiFactorScheduler`): update
 * `step + 1` is the first one with the new rate.
 */
export class MultiFactorScheduler implements LRScheduler {
  baseLr: number;
  readonly #steps: readonly number[];
  readonly #factor: number;
  readonly #logger: Logger;
  #passed = 0;

  constructor({ steps, factor = 1, baseLr = 0.01, logger = SILENT }: MultiFactorSchedulerOptions) {
    if (steps.length === 0) throw new RangeError('`steps` must have at least one step');
    for (const [i, step] of steps.entries()) {
      if (step < 1) throw new RangeError(`\`steps[${i}]\` must be at least 1, received ${step}`);
      if (step <= (steps[i - 1] ?? 0)) {
        throw new RangeError(`\`steps\` must increase, received ${steps.join(', ')}`);
      }
    }
    if (factor > 1) throw new RangeError(`\`factor\` must be at most 1, received ${factor}`);
    this.#steps = steps;
    this.#factor = factor;
    this.#logger = logger;
    this.baseLr = baseLr;
  }

  rate(numUpdate: number): number {
    while (numUpdate > (this.#steps[this.#passed] ?? Number.POSITIVE_INFINITY)) {
      this.#passed++;
      this.baseLr *= this.#factor;
      this.#logger.info(
        `Update[${numUpdate}]: Change learning rate to ${exponential(this.baseLr, 5)}`,
      );
    }
    return this.baseLr;
  }

  state(): SchedulerState {
    return { baseLr: this.baseLr, passed: this.#passed };
  }

  restore(state: SchedulerState): void {
    this.baseLr = state['baseLr'] ?? this.baseLr;
    this.#passed = state['passed'] ?? this.#passed;
  }
}

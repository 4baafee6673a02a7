/** A rate that shrinks at given updates. */

import { type Logger, SILENT } from '../runtime/logger.js';
import { exponential } from '../text/python-format.js';
import { factorOption } from './factor.js';
import type { LRScheduler, SchedulerState } from './lr-scheduler.js';
import { Warmup, type WarmupOptions } from './warmup.js';

/** Options of {@link MultiFactorScheduler}. */
export interface MultiFactorSchedulerOptions extends WarmupOptions {
  /** The updates after which the rate changes: increasing, at least one, each at least 1. */
  steps: readonly number[];
  /** What the rate is multiplied with; at most 1. @defaultValue 1 */
  factor?: number;
  /** Told of every change. @defaultValue silence */
  logger?: Logger;
}

/**
 * Multiplies the rate by a factor after each of the given updates (`mx.lr_scheduler.MultiFactorScheduler`): update
 * `step + 1` is the first one with the new rate.
 *
 * @example
 * ```ts
 * const schedule = new MultiFactorScheduler({ steps: [100, 200], factor: 0.1, baseLr: 0.1 });
 * schedule.rate(100); // 0.1
 * schedule.rate(101); // 0.01
 * ```
 */
export class MultiFactorScheduler implements LRScheduler {
  baseLr: number;
  readonly #steps: readonly number[];
  readonly #factor: number;
  readonly #logger: Logger;
  readonly #warmup: Warmup;
  #passed = 0;

  /** @throws RangeError for options out of range */
  constructor(options: MultiFactorSchedulerOptions) {
    checkSteps(options.steps);
    this.#steps = [...options.steps];
    this.#factor = factorOption(options.factor);
    this.#logger = options.logger ?? SILENT;
    this.#warmup = new Warmup(options);
    this.baseLr = this.#warmup.finalLr;
  }

  rate(numUpdate: number): number {
    const warming = this.#warmup.rate(numUpdate);
    if (warming !== undefined) return warming;
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

function checkSteps(steps: readonly number[]): void {
  if (steps.length === 0) throw new RangeError('`steps` must have at least one step');
  for (const [i, step] of steps.entries()) {
    if (!(step >= 1)) throw new RangeError(`\`steps[${i}]\` must be at least 1, received ${step}`);
    if (step <= (steps[i - 1] ?? 0)) {
      throw new RangeError(`\`steps\` must increase, received ${steps.join(', ')}`);
    }
  }
}

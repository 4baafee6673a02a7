/** A rate that shrinks again and again. */

import { type Logger, SILENT } from '../runtime/logger.js';
import { numberOption } from '../text/check-option.js';
import { exponential } from '../text/python-format.js';
import type { LRScheduler, SchedulerState } from './lr-scheduler.js';
import { Warmup, type WarmupOptions } from './warmup.js';

/** Options of {@link FactorScheduler}. */
export interface FactorSchedulerOptions extends WarmupOptions {
  /** Updates between two changes; at least 1. */
  step: number;
  /** What the rate is multiplied with; at most 1. @defaultValue 1 */
  factor?: number;
  /** The rate never becomes smaller. @defaultValue 1e-8 */
  stopFactorLr?: number;
  /** Told of every change. @defaultValue silence */
  logger?: Logger;
}

/**
 * Multiplies the rate by a factor every `step` updates (`mx.lr_scheduler.FactorScheduler`): update `n * step + 1` is the first
 * one with the next rate.
 *
 * @example
 * ```ts
 * const schedule = new FactorScheduler({ step: 1000, factor: 0.9, baseLr: 0.1 });
 * schedule.rate(1000); // 0.1
 * schedule.rate(1001); // 0.09
 * ```
 */
export class FactorScheduler implements LRScheduler {
  baseLr: number;
  readonly #step: number;
  readonly #factor: number;
  readonly #stop: number;
  readonly #logger: Logger;
  readonly #warmup: Warmup;
  #count = 0;

  /** @throws RangeError for options out of range */
  constructor(options: FactorSchedulerOptions) {
    this.#step = numberOption('step', options.step, Number.NaN);
    if (!(this.#step >= 1)) {
      throw new RangeError(`\`step\` must be at least 1, received ${options.step}`);
    }
    this.#factor = factorOption(options.factor);
    this.#stop = numberOption('stopFactorLr', options.stopFactorLr, 1e-8);
    this.#logger = options.logger ?? SILENT;
    this.#warmup = new Warmup(options);
    this.baseLr = this.#warmup.finalLr;
  }

  rate(numUpdate: number): number {
    const warming = this.#warmup.rate(numUpdate);
    if (warming !== undefined) return warming;
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

/** A factor that does not make the rate larger. @internal */
export function factorOption(value: number | undefined): number {
  const factor = numberOption('factor', value, 1);
  if (factor > 1) throw new RangeError(`\`factor\` must be at most 1, received ${factor}`);
  return factor;
}

/** A rate that falls along a power. */

import { power } from '../numeric/rounded.js';
import { numberOption } from '../text/check-option.js';
import { type DecayOptions, DecayScheduler } from './decay.js';

/** Options of {@link PolyScheduler}. */
export interface PolySchedulerOptions extends DecayOptions {
  /** The power. @defaultValue 2 */
  pwr?: number;
}

/**
 * `finalLr + (baseLr - finalLr) * (1 - n / maxUpdate) ** pwr` for update `n`, both counted from the end of the warm-up
 * (`mx.lr_scheduler.PolyScheduler`).
 *
 * @example
 * ```ts
 * const schedule = new PolyScheduler({ maxUpdate: 100, baseLr: 0.1 });
 * schedule.rate(50); // 0.025
 * ```
 */
export class PolyScheduler extends DecayScheduler {
  readonly pwr: number;

  constructor(options: PolySchedulerOptions) {
    super(options);
    this.pwr = numberOption('pwr', options.pwr, 2);
    if (this.pwr < 0) throw new RangeError(`\`pwr\` must be at least 0, received ${this.pwr}`);
  }

  protected remaining(update: number, updates: number): number {
    return power(1 - update / updates, this.pwr);
  }
}

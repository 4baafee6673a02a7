/** A rate that falls along half a wave. */

import { cos } from '../numeric/rounded.js';
import { type DecayOptions, DecayScheduler } from './decay.js';

/** Options of {@link CosineScheduler}. */
export type CosineSchedulerOptions = DecayOptions;

/**
 * `finalLr + (baseLr - finalLr) * (1 + cos(π * n / maxUpdate)) / 2` for update `n`, both counted from the end of the warm-up
 * (`mx.lr_scheduler.CosineScheduler`).
 *
 * @example
 * ```ts
 * const schedule = new CosineScheduler({ maxUpdate: 100, baseLr: 0.1 });
 * schedule.rate(50); // 0.05
 * ```
 */
export class CosineScheduler extends DecayScheduler {
  protected remaining(update: number, updates: number): number {
    return (1 + cos((Math.PI * update) / updates)) / 2;
  }
}

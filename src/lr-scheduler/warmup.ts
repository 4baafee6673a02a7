/** Rates that are low at first. */

import { choiceOption, numberOption, wholeNumberOption } from '../text/check-option.js';

/** How the rate comes to its height: along a line, or at one go. */
export type WarmupMode = 'linear' | 'constant';

/** Options that every schedule has. */
export interface WarmupOptions {
  /** The first rate of the schedule proper. @defaultValue 0.01 */
  baseLr?: number;
  /** Updates before the schedule proper begins. @defaultValue 0 */
  warmupSteps?: number;
  /** The rate of the first update; not above `baseLr`. @defaultValue 0 */
  warmupBeginLr?: number;
  /**
   * `linear` rises from `warmupBeginLr` to `baseLr`, `constant` stays at `warmupBeginLr`.
   *
   * @defaultValue `linear`
   */
  warmupMode?: WarmupMode;
}

const MODES: readonly WarmupMode[] = ['linear', 'constant'];

/**
 * The beginning of a schedule. It rises to the rate that the schedule was made with, even if an optimizer has put another one
 * into the schedule since; so it is in MXNet.
 */
export class Warmup {
  /** The rate that the schedule was made with. */
  readonly finalLr: number;
  readonly steps: number;
  readonly #beginLr: number;
  readonly #mode: WarmupMode;

  /** @throws RangeError for options that are no numbers, or begin higher than they end */
  constructor(options: WarmupOptions) {
    this.finalLr = numberOption('baseLr', options.baseLr, 0.01);
    this.steps = wholeNumberOption('warmupSteps', options.warmupSteps, 0);
    this.#beginLr = numberOption('warmupBeginLr', options.warmupBeginLr, 0);
    this.#mode = choiceOption('warmupMode', options.warmupMode, MODES, 'linear');
    if (this.#beginLr > this.finalLr) {
      throw new RangeError(
        `\`warmupBeginLr\` must not be above \`baseLr\`, ${this.finalLr}, received ${this.#beginLr}`,
      );
    }
  }

  /** The rate of an update, or `undefined` when the schedule proper has begun. */
  rate(numUpdate: number): number | undefined {
    if (numUpdate >= this.steps) return undefined;
    if (this.#mode === 'constant') return this.#beginLr;
    return this.#beginLr + ((this.finalLr - this.#beginLr) * numUpdate) / this.steps;
  }
}

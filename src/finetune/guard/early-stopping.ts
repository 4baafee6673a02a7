/** When going on is of no use any more. */

import type { NamedValue } from '../../metric/metric.js';
import { fixed } from '../../text/python-format.js';
import type { Participant, SavedValue } from '../resume/participants.js';
import { isBetter, type MonitoredMetric, valueOf } from './monitored-metric.js';
import { optionalNumber, wholeNumber } from './saved-state.js';

/** Options of {@link EarlyStopping}. */
export interface EarlyStoppingOptions {
  metric: MonitoredMetric;
  /** Epochs in a row without improvement after which to stop. */
  patience: number;
  /** By how much more than this a value must be better to be an improvement. */
  minDelta: number;
  /** No stop before so many epochs have been trained, counted from the run's very beginning. */
  minEpochs: number;
}

/**
 * Counts epochs whose validation was not better than the last improvement. The first value is an improvement; one that is no
 * number never is.
 */
export class EarlyStopping implements Participant {
  readonly name = 'early-stopping';
  readonly #options: EarlyStoppingOptions;
  /** The value of the last improvement. */
  #reference: number | undefined;
  /** Epochs since then. */
  #waited = 0;

  constructor(options: EarlyStoppingOptions) {
    this.#options = options;
  }

  /** @returns why to stop, or `undefined` */
  validated(epoch: number, metrics: readonly NamedValue[]): string | undefined {
    const { metric, minDelta } = this.#options;
    const value = valueOf(metric, metrics);
    if (isBetter(metric, value, this.#reference, minDelta)) {
      this.#reference = value;
      this.#waited = 0;
    } else {
      this.#waited++;
    }
    return this.reached(epoch);
  }

  /** @returns why to stop after an epoch, or `undefined` */
  reached(epoch: number): string | undefined {
    const { metric, patience, minDelta, minEpochs } = this.#options;
    if (this.#waited < patience || epoch + 1 < minEpochs) return undefined;
    const since = this.#waited === 1 ? 'for one epoch' : `for ${this.#waited} epochs`;
    const margin = minDelta > 0 ? ` by more than ${minDelta}` : '';
    const reference =
      this.#reference === undefined ? 'any number' : `${metric.name}=${fixed(this.#reference)}`;
    return `the validation has not been better than ${reference}${margin} ${since}`;
  }

  toJSON(): SavedValue {
    const { metric } = this.#options;
    return { metric: metric.name, reference: this.#reference ?? null, waited: this.#waited };
  }

  /** Values of another metric cannot be compared: then counting begins anew. */
  restore(state: SavedValue): void {
    const { metric, reference, waited } = (state ?? {}) as Readonly<Record<string, SavedValue>>;
    const value = optionalNumber('reference', reference);
    const epochs = wholeNumber('waited', waited);
    if (metric !== this.#options.metric.name) return;
    this.#reference = value;
    this.#waited = epochs;
  }
}

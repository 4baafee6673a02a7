/** The best epoch of a run. */

import type { NamedValue } from '../../metric/metric.js';
import type { Participant, SavedValue } from '../resume/participants.js';
import { isBetter, type MonitoredMetric, valueOf } from './monitored-metric.js';
import { optionalNumber, wholeNumber } from './saved-state.js';

/** An epoch with the value for which it was chosen. */
export interface BestEpoch {
  /** From 0. */
  epoch: number;
  metric: string;
  value: number;
}

/** Remembers the epoch with the best validation; of equal ones the earliest. */
export class BestSoFar implements Participant {
  readonly name = 'best';
  readonly #metric: MonitoredMetric;
  #best: BestEpoch | undefined;

  constructor(metric: MonitoredMetric) {
    this.#metric = metric;
  }

  /** `undefined` before there was a value that is a number. */
  get best(): BestEpoch | undefined {
    return this.#best;
  }

  /** @returns whether the epoch is the best one */
  validated(epoch: number, metrics: readonly NamedValue[]): boolean {
    const value = valueOf(this.#metric, metrics);
    const isBest = isBetter(this.#metric, value, this.#best?.value);
    if (isBest) this.#best = { epoch, metric: this.#metric.name, value };
    return isBest;
  }

  toJSON(): SavedValue {
    const { epoch = null, value = null } = this.#best ?? {};
    return { metric: this.#metric.name, epoch, value };
  }

  /** Values of another metric cannot be compared: then the best epoch is that of this run alone. */
  restore(state: SavedValue): void {
    const { metric, epoch, value } = (state ?? {}) as Readonly<Record<string, SavedValue>>;
    const best = optionalNumber('value', value);
    if (best === undefined || metric !== this.#metric.name) return;
    this.#best = { epoch: wholeNumber('epoch', epoch), metric: this.#metric.name, value: best };
  }
}

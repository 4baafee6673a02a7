/** The correlation of predicted and wanted classes. */

import { ConfusionMatrix } from './confusion-matrix.js';
import { type HostArray, wholeNumbersOf } from './host-array.js';
import {
  type Metric,
  type MetricState,
  type NamedMetricOptions,
  type NamedValue,
  requirePairs,
} from './metric.js';
import { predictedClasses } from './predicted-classes.js';

/** Options of {@link PCC}. */
export type PCCOptions = NamedMetricOptions;

/**
 * {@link MCC} for any number of classes (`mx.metric.PCC`): Pearson's correlation of predicted and wanted classes, computed from
 * the confusion matrix of all samples.
 */
export class PCC implements Metric {
  readonly name: string;
  readonly #local = new ConfusionMatrix();
  readonly #global = new ConfusionMatrix();
  #updates = 0;
  #globalUpdates = 0;

  constructor(options: PCCOptions = {}) {
    this.name = options.name ?? 'pcc';
  }

  clone(): PCC {
    return new PCC({ name: this.name });
  }

  /** @throws RangeError for a label below 0, or when there is not one for each sample */
  update(labels: readonly HostArray[], predictions: readonly HostArray[]): void {
    requirePairs(this.name, labels, predictions);
    for (const [i, label] of labels.entries()) {
      const classes = predictedClasses(label, predictions[i] as HostArray);
      const wanted = wholeNumbersOf(label);
      const wrong = [...wanted, ...classes].find((item) => !(item >= 0));
      if (wrong !== undefined)
        throw new RangeError(`${this.name} needs classes from 0, received ${wrong}`);
      for (const [k, item] of classes.entries()) {
        this.#local.add(item, wanted[k] as number);
        this.#global.add(item, wanted[k] as number);
      }
    }
    this.#updates++;
    this.#globalUpdates++;
  }

  local(): NamedValue[] {
    return this.#value(this.#local, this.#updates);
  }

  global(): NamedValue[] {
    return this.#value(this.#global, this.#globalUpdates);
  }

  reset(): void {
    this.resetLocal();
    this.#global.reset();
    this.#globalUpdates = 0;
  }

  resetLocal(): void {
    this.#local.reset();
    this.#updates = 0;
  }

  state(): MetricState {
    return {
      updates: this.#updates,
      globalUpdates: this.#globalUpdates,
      ...prefixed('local ', this.#local.state()),
      ...prefixed('global ', this.#global.state()),
    };
  }

  restore(state: MetricState): void {
    this.#updates = state['updates'] ?? 0;
    this.#globalUpdates = state['globalUpdates'] ?? 0;
    this.#local.restore(without('local ', state));
    this.#global.restore(without('global ', state));
  }

  /** Multiplied and divided by the number of updates, as MXNet does it: that may round. */
  #value(matrix: ConfusionMatrix, updates: number): NamedValue[] {
    return [[this.name, updates === 0 ? Number.NaN : (matrix.correlation() * updates) / updates]];
  }
}

function prefixed(prefix: string, state: MetricState): MetricState {
  return Object.fromEntries(Object.entries(state).map(([key, value]) => [prefix + key, value]));
}

function without(prefix: string, state: MetricState): MetricState {
  const own = Object.entries(state).filter(([key]) => key.startsWith(prefix));
  return Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length), value]));
}

/** The base of all metrics. */

import type { HostArray } from './host-array.js';

/** A metric's name and value; the value is `NaN` before anything was counted. */
export type NamedValue = readonly [name: string, value: number];

/** Sums and counts of a metric, for a checkpoint. */
export type MetricState = Readonly<Record<string, number>>;

/** Something that is measured over batches (`mx.metric.EvalMetric`). */
export interface Metric {
  /** Adds one batch, or one device's part of it. The arrays are reused: nothing of them may be kept. */
  update(labels: readonly HostArray[], predictions: readonly HostArray[]): void;
  /** Values since the last {@link Metric.resetLocal}. */
  local(): NamedValue[];
  /** Values since the last {@link Metric.reset}. */
  global(): NamedValue[];
  /** Forgets everything. */
  reset(): void;
  /** Forgets what {@link Metric.local} shows. */
  resetLocal(): void;
  /** A fresh metric with the same settings. */
  clone(): Metric;
  /** What has to be saved to go on later. */
  state(): MetricState;
  /** Goes on from a saved state. */
  restore(state: MetricState): void;
}

/** Options that every metric has. */
export interface NamedMetricOptions {
  /** How the value is called. @defaultValue MXNet's name of the metric */
  name?: string | undefined;
}

/**
 * There must be one label for each output.
 *
 * @throws RangeError when there is not
 */
export function requirePairs(
  name: string,
  labels: readonly HostArray[],
  predictions: readonly HostArray[],
): void {
  if (labels.length === predictions.length) return;
  throw new RangeError(
    `${name} needs one label for each output, received ${labels.length} labels and ${predictions.length} outputs`,
  );
}

/** A metric that is a sum divided by a count, as most of MXNet's are. */
export abstract class AverageMetric implements Metric {
  readonly name: string;
  #sum = 0;
  #count = 0;
  #globalSum = 0;
  #globalCount = 0;

  constructor(name: string) {
    this.name = name;
  }

  abstract clone(): Metric;

  /** Adds one label and the prediction for it. */
  protected abstract updatePair(label: HostArray, prediction: HostArray): void;

  /** @throws RangeError when there are not as many labels as predictions */
  update(labels: readonly HostArray[], predictions: readonly HostArray[]): void {
    requirePairs(this.name, labels, predictions);
    for (const [i, label] of labels.entries()) {
      this.updatePair(label, predictions[i] as HostArray);
    }
  }

  local(): NamedValue[] {
    return [[this.name, this.quotient(this.#sum, this.#count)]];
  }

  global(): NamedValue[] {
    return [[this.name, this.quotient(this.#globalSum, this.#globalCount)]];
  }

  reset(): void {
    this.resetLocal();
    this.#globalSum = 0;
    this.#globalCount = 0;
  }

  resetLocal(): void {
    this.#sum = 0;
    this.#count = 0;
  }

  state(): MetricState {
    return {
      sum: this.#sum,
      count: this.#count,
      globalSum: this.#globalSum,
      globalCount: this.#globalCount,
    };
  }

  restore(state: MetricState): void {
    this.#sum = state['sum'] ?? 0;
    this.#count = state['count'] ?? 0;
    this.#globalSum = state['globalSum'] ?? 0;
    this.#globalCount = state['globalCount'] ?? 0;
  }

  protected add(sum: number, count: number): void {
    this.#sum += sum;
    this.#count += count;
    this.#globalSum += sum;
    this.#globalCount += count;
  }

  /** What is shown of a sum and a count. */
  protected quotient(sum: number, count: number): number {
    return count === 0 ? Number.NaN : sum / count;
  }
}

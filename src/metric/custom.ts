/** Metrics of the user's own. */

import type { HostArray } from './host-array.js';
import { AverageMetric, type NamedMetricOptions } from './metric.js';

/**
 * Measures one label and the output for it: a value, which counts once, or a sum and a count. The arrays are reused: nothing of
 * them may be kept.
 */
export type MetricFunction = (
  label: HostArray,
  prediction: HostArray,
) => number | readonly [sum: number, count: number];

/** Options of {@link CustomMetric}. */
export interface CustomMetricOptions extends NamedMetricOptions {
  /** Outputs without a label, and labels without an output, are left out. @defaultValue false: they are an error */
  allowExtraOutputs?: boolean | undefined;
}

/**
 * The mean of a function's values over all updates (`mx.metric.CustomMetric`). It has the function's name, and
 * `custom(<anonymous>)` if that has none.
 *
 * @example
 * ```ts
 * const first = new CustomMetric((label, prediction) => Number(prediction.values[0]), { name: 'first' });
 * ```
 */
export class CustomMetric extends AverageMetric {
  readonly #measure: MetricFunction;
  readonly #allowExtraOutputs: boolean;

  constructor(measure: MetricFunction, options: CustomMetricOptions = {}) {
    super(options.name ?? (measure.name || 'custom(<anonymous>)'));
    this.#measure = measure;
    this.#allowExtraOutputs = options.allowExtraOutputs ?? false;
  }

  clone(): CustomMetric {
    const allowExtraOutputs = this.#allowExtraOutputs;
    return new CustomMetric(this.#measure, { name: this.name, allowExtraOutputs });
  }

  override update(labels: readonly HostArray[], predictions: readonly HostArray[]): void {
    if (!this.#allowExtraOutputs) {
      super.update(labels, predictions);
      return;
    }
    const pairs = Math.min(labels.length, predictions.length);
    super.update(labels.slice(0, pairs), predictions.slice(0, pairs));
  }

  protected updatePair(label: HostArray, prediction: HostArray): void {
    const value = this.#measure(label, prediction);
    if (typeof value === 'number') this.add(value, 1);
    else this.add(value[0], value[1]);
  }
}

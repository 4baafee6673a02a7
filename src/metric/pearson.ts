/** How far outputs rise and fall with the labels. */

import { pairwiseSum } from '../numeric/pairwise-sum.js';
import { choiceOption } from '../text/check-option.js';
import type { Average } from './binary-metric.js';
import { type HostArray, numbersOf } from './host-array.js';
import {
  AverageMetric,
  type MetricState,
  type NamedMetricOptions,
  type NamedValue,
} from './metric.js';
import { mismatch } from './predicted-classes.js';
import { RunningVariance } from './running-variance.js';

const AVERAGES: readonly Average[] = ['macro', 'micro'];

/** Options of {@link PearsonCorrelation}. */
export interface PearsonCorrelationOptions extends NamedMetricOptions {
  /** `macro` is the mean over all updates, `micro` one value of all samples. @defaultValue `macro` */
  average?: Average | undefined;
}

/**
 * Pearson's correlation of labels and outputs, which must have the same shape (`mx.metric.PearsonCorrelation`).
 *
 * With `micro` MXNet shows the value for what {@link Metric.local} stands for, but always 0 for {@link Metric.global}; here both
 * are the value since the last reset.
 */
export class PearsonCorrelation extends AverageMetric {
  readonly average: Average;
  readonly #labels = new RunningVariance();
  readonly #predictions = new RunningVariance();
  #covariance = 0;

  constructor(options: PearsonCorrelationOptions = {}) {
    super(options.name ?? 'pearsonr');
    this.average = choiceOption('average', options.average, AVERAGES, 'macro');
  }

  clone(): PearsonCorrelation {
    return new PearsonCorrelation({ name: this.name, average: this.average });
  }

  override local(): NamedValue[] {
    return this.average === 'macro' ? super.local() : this.#together();
  }

  override global(): NamedValue[] {
    return this.average === 'macro' ? super.global() : this.#together();
  }

  override reset(): void {
    super.reset();
    this.#labels.reset();
    this.#predictions.reset();
    this.#covariance = 0;
  }

  override state(): MetricState {
    const [labels, predictions] = [this.#labels.state(), this.#predictions.state()];
    const values = [...labels, ...predictions, this.#covariance];
    const entries = values.map((value, i) => [`moment${i}`, value] as const);
    return { ...super.state(), ...Object.fromEntries(entries) };
  }

  override restore(state: MetricState): void {
    super.restore(state);
    const values = Array.from({ length: 7 }, (_, i) => state[`moment${i}`] ?? 0);
    this.#labels.restore(values.slice(0, 3));
    this.#predictions.restore(values.slice(3, 6));
    this.#covariance = values[6] ?? 0;
  }

  /** @throws RangeError when labels and outputs have different shapes */
  protected updatePair(label: HostArray, prediction: HostArray): void {
    if (label.shape.join() !== prediction.shape.join()) throw mismatch(label, prediction);
    const labels = Float64Array.from(numbersOf(label));
    const predictions = Float64Array.from(numbersOf(prediction));
    if (this.average === 'macro') {
      this.add(correlation(predictions, labels), 1);
      return;
    }
    this.add(0, 1);
    this.#labels.add(labels);
    // The mean of the labels is the new one, that of the predictions the old one: so their products add up.
    const { mean: labelMean } = this.#labels;
    const { mean } = this.#predictions;
    this.#covariance += pairwiseSum(
      labels.map((value, i) => (value - labelMean) * ((predictions[i] as number) - mean)),
    );
    this.#predictions.add(predictions);
  }

  #together(): NamedValue[] {
    const divisor = this.#labels.count - 1;
    const deviation = (sums: RunningVariance) => Math.sqrt(sums.squares / divisor);
    const product = divisor * deviation(this.#predictions) * deviation(this.#labels);
    return [[this.name, this.#labels.count === 0 ? Number.NaN : this.#covariance / product]];
  }
}

function correlation(left: Float64Array, right: Float64Array): number {
  const [a, b] = [centered(left), centered(right)];
  const scale = 1 / (left.length - 1);
  const covariance = dot(a, b) * scale;
  const quotient = covariance / Math.sqrt(dot(a, a) * scale) / Math.sqrt(dot(b, b) * scale);
  return Math.min(Math.max(quotient, -1), 1);
}

function centered(values: Float64Array): Float64Array {
  const mean = pairwiseSum(values) / values.length;
  return values.map((value) => value - mean);
}

function dot(left: Float64Array, right: Float64Array): number {
  return left.reduce((sum, value, i) => sum + value * (right[i] as number), 0);
}

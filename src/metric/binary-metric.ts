/** Metrics of networks with two classes. */

import { choiceOption } from '../text/check-option.js';
import { BinaryCounts } from './binary-counts.js';
import { type HostArray, wholeNumbersOf } from './host-array.js';
import {
  AverageMetric,
  type MetricState,
  type NamedMetricOptions,
  type NamedValue,
  requirePairs,
} from './metric.js';
import { predictedClasses } from './predicted-classes.js';

/** Whether the values of all updates are averaged, or all samples counted together. */
export type Average = 'macro' | 'micro';

const AVERAGES: readonly Average[] = ['macro', 'micro'];

/** Options of {@link BinaryMetric}. */
export interface BinaryMetricOptions extends NamedMetricOptions {
  /**
   * `macro` is the mean of the values of all updates (one for each batch and device), `micro` one value of all samples.
   *
   * @defaultValue `macro`
   */
  average?: Average | undefined;
}

/** A metric that is computed from counts of right and wrong answers, where class 1 is yes. */
export abstract class BinaryMetric extends AverageMetric {
  readonly average: Average;
  readonly #local = new BinaryCounts();
  readonly #global = new BinaryCounts();

  constructor(name: string, average: Average | undefined) {
    super(name);
    this.average = choiceOption('average', average, AVERAGES, 'macro');
  }

  /** The metric's value for some counts. */
  protected abstract measure(counts: BinaryCounts): number;

  /** @throws RangeError for more than two different labels in one array */
  override update(labels: readonly HostArray[], predictions: readonly HostArray[]): void {
    requirePairs(this.name, labels, predictions);
    for (const [i, label] of labels.entries()) {
      this.updatePair(label, predictions[i] as HostArray);
    }
    if (this.average === 'micro') return;
    this.add(this.measure(this.#local), 1);
    this.#local.reset();
    this.#global.reset();
  }

  override local(): NamedValue[] {
    return this.average === 'macro' ? super.local() : this.#together(this.#local);
  }

  override global(): NamedValue[] {
    return this.average === 'macro' ? super.global() : this.#together(this.#global);
  }

  override reset(): void {
    super.reset();
    this.#global.reset();
  }

  override resetLocal(): void {
    super.resetLocal();
    this.#local.reset();
  }

  override state(): MetricState {
    const counts = [...this.#local.state(), ...this.#global.state()];
    const entries = counts.map((count, i) => [`counts${i}`, count] as const);
    return { ...super.state(), ...Object.fromEntries(entries) };
  }

  override restore(state: MetricState): void {
    super.restore(state);
    const counts = Array.from({ length: 8 }, (_, i) => state[`counts${i}`] ?? 0);
    this.#local.restore(counts.slice(0, 4));
    this.#global.restore(counts.slice(4));
  }

  protected updatePair(label: HostArray, prediction: HostArray): void {
    const wanted = wholeNumbersOf(label);
    const kinds = new Set(wanted);
    if (kinds.size > 2) {
      throw new RangeError(
        `${this.name} needs two classes, received the labels ${[...kinds].join(', ')}`,
      );
    }
    const classes = predictedClasses(label, prediction);
    for (const [i, item] of classes.entries()) {
      this.#local.add(item === 1, wanted[i] === 1);
      this.#global.add(item === 1, wanted[i] === 1);
    }
  }

  /** Multiplied and divided by the count, as MXNet does it: that may round. */
  #together(counts: BinaryCounts): NamedValue[] {
    return [[this.name, this.quotient(this.measure(counts) * counts.total, counts.total)]];
  }
}

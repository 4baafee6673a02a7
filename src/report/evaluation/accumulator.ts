/** From single predictions to an evaluation. */

import { CrossEntropy } from '../../metric/cross-entropy.js';
import type { HostArray } from '../../metric/host-array.js';
import { predictedClasses } from '../../metric/predicted-classes.js';
import { TopKAccuracy } from '../../metric/top-k-accuracy.js';
import { Calibrator } from './calibrator.js';
import { ConfusionCounts, macroScores } from './confusion-counts.js';
import type { Evaluation, ImagePlace } from './evaluation.js';
import { WorstMistakes } from './worst-mistakes.js';

/** How an {@link EvaluationAccumulator} counts. */
export interface AccumulatorOptions {
  /** In the order of the network's outputs. */
  classNames: readonly string[];
  /** How many of the most probable classes count as right in `topK`. @defaultValue 5, or all when there are fewer */
  topK?: number | undefined;
  /** How many mistakes are told. @defaultValue 20 */
  worst?: number | undefined;
  /**
   * Losses are added as a training adds them that has such batches: then the sum has the same last digit. @defaultValue 128
   */
  batchSize?: number;
}

/** What follows from the predictions alone. */
export type Scores = Omit<Evaluation, 'model' | 'data'>;

const TOP_K = 5;
const WORST = 20;
const BATCH = 128;

/** Takes predictions one after another; what it keeps of them does not grow with their number. */
export class EvaluationAccumulator {
  readonly #classNames: readonly string[];
  readonly #topK: number;
  readonly #topKMetric: TopKAccuracy | undefined;
  readonly #crossEntropy = new CrossEntropy();
  readonly #confusion: ConfusionCounts;
  readonly #calibrator = new Calibrator();
  readonly #worst: WorstMistakes;
  /** Probabilities of the right classes of a batch. */
  readonly #right: Float32Array;
  #images = 0;
  #correct = 0;

  /** @throws RangeError when `topK` is no whole number from 1 to the number of classes */
  constructor({ classNames, topK, worst = WORST, batchSize = BATCH }: AccumulatorOptions) {
    this.#classNames = classNames;
    this.#topK = topK ?? Math.min(TOP_K, classNames.length);
    if (!(Number.isInteger(this.#topK) && this.#topK >= 1 && this.#topK <= classNames.length)) {
      throw new RangeError(
        `\`topK\` must be a whole number from 1 to ${classNames.length}, the number of classes, received ${this.#topK}`,
      );
    }
    this.#topKMetric = this.#topK === 1 ? undefined : new TopKAccuracy(this.#topK);
    this.#confusion = new ConfusionCounts(classNames);
    this.#worst = new WorstMistakes(worst);
    this.#right = new Float32Array(batchSize);
  }

  /** Images that were added. */
  get images(): number {
    return this.#images;
  }

  /**
   * Adds one image.
   *
   * @param probabilities - one for each class
   * @param label - the place of its class
   * @throws RangeError when there is not one finite probability for each class, or the label is no class
   */
  add(probabilities: Float32Array, label: number, place: ImagePlace): void {
    this.#check(probabilities, label);
    const output: HostArray = { shape: [1, probabilities.length], values: probabilities };
    const wanted: HostArray = { shape: [1], values: Int32Array.of(label) };
    const [predicted = 0] = predictedClasses(wanted, output);
    const probability = probabilities[predicted] as number;
    const isCorrect = predicted === label;
    this.#topKMetric?.update([wanted], [output]);
    this.#confusion.add(label, predicted);
    this.#calibrator.add(probability, isCorrect);
    this.#right[this.#images++ % this.#right.length] = probabilities[label] as number;
    if (this.#images % this.#right.length === 0) this.#addLosses(this.#right);
    if (isCorrect) this.#correct++;
    else {
      const names = { label: this.#nameOf(label), predicted: this.#nameOf(predicted) };
      this.#worst.add({ ...place, ...names, probability });
    }
  }

  /**
   * Ends the evaluation; nothing may be added afterwards.
   *
   * @throws RangeError when nothing was added
   */
  result(): Scores {
    if (this.#images === 0) throw new RangeError('there is no evaluation of no image');
    this.#addLosses(this.#right.subarray(0, this.#images % this.#right.length));
    const [[, loss] = ['', 0]] = this.#crossEntropy.global();
    const accuracy = this.#correct / this.#images;
    const [[, topKAccuracy] = ['', accuracy]] = this.#topKMetric?.global() ?? [];
    const perClass = this.#confusion.perClass();
    return {
      classNames: [...this.#classNames],
      accuracy,
      topK: { k: this.#topK, accuracy: topKAccuracy },
      loss,
      macro: macroScores(perClass),
      perClass,
      confusion: this.#confusion.matrix(),
      confusions: this.#confusion.confusions(),
      calibration: this.#calibrator.result(),
      worst: this.#worst.result(),
    };
  }

  #addLosses(values: Float32Array): void {
    if (values.length === 0) return;
    const labels: HostArray = { shape: [values.length], values: new Int32Array(values.length) };
    this.#crossEntropy.update([labels], [{ shape: [values.length, 1], values }]);
  }

  #nameOf(index: number): string {
    return this.#classNames[index] ?? String(index);
  }

  #check(probabilities: Float32Array, label: number): void {
    const { length } = this.#classNames;
    if (probabilities.length !== length || !probabilities.every(Number.isFinite)) {
      throw new RangeError(`there must be ${length} finite probabilities, one for each class`);
    }
    if (!(Number.isInteger(label) && label >= 0 && label < length)) {
      throw new RangeError(`label ${label} is not one of ${length} classes`);
    }
  }
}

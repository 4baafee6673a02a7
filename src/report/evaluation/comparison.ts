/** Two checkpoints on the same images, in numbers. */

import { predictedClasses } from '../../metric/predicted-classes.js';
import type { EvaluatedData, EvaluatedModel, ImagePlace, Mistake } from './evaluation.js';
import { mcnemar } from './mcnemar.js';
import { WorstMistakes } from './worst-mistakes.js';

/** One of two checkpoints. */
export interface ComparedModel extends EvaluatedModel {
  accuracy: number;
}

/** A class in the eyes of two checkpoints. */
export interface ComparedClass {
  label: string;
  images: number;
  /** Share of them that the first recognizes. */
  first: number;
  /** Share of them that the second recognizes. */
  second: number;
}

/** Two checkpoints, and who gets what right. */
export interface ModelComparison {
  first: ComparedModel;
  second: ComparedModel;
  data: EvaluatedData;
  /** Numbers of images by who gets them right. */
  right: { both: number; onlyFirst: number; onlySecond: number; neither: number };
  /** Of McNemar's exact test: how probable so large a difference is when both are equally good. */
  pValue: number;
  /** Those classes of which there are images, in the order of the first checkpoint's outputs. */
  perClass: ComparedClass[];
  /** Images that only the first gets right, and what the second takes them for; those it is most sure of first. */
  onlyFirst: Mistake[];
  /** Images that only the second gets right, and what the first takes them for. */
  onlySecond: Mistake[];
}

/** What one checkpoint says of an image. */
export interface Opinion {
  probabilities: Float32Array;
  /** The place of the right class among its outputs. */
  label: number;
  classNames: readonly string[];
}

/** Counts of one class. */
interface ClassCounts {
  images: number;
  first: number;
  second: number;
}

/** Takes the answers to one image after another. */
export class ComparisonAccumulator {
  readonly #classNames: readonly string[];
  readonly #classes = new Map<number, ClassCounts>();
  readonly #right = { both: 0, onlyFirst: 0, onlySecond: 0, neither: 0 };
  readonly #onlyFirst: WorstMistakes;
  readonly #onlySecond: WorstMistakes;
  #images = 0;

  /**
   * @param classNames - of the first checkpoint
   * @param samples - how many images that only one gets right are told, for each
   */
  constructor(classNames: readonly string[], samples: number) {
    this.#classNames = classNames;
    this.#onlyFirst = new WorstMistakes(samples);
    this.#onlySecond = new WorstMistakes(samples);
  }

  /** Images that were added. */
  get images(): number {
    return this.#images;
  }

  add(place: ImagePlace, first: Opinion, second: Opinion): void {
    this.#images++;
    const counts = this.#classes.get(first.label) ?? { images: 0, first: 0, second: 0 };
    this.#classes.set(first.label, counts);
    const mistakes = [mistakeOf(place, first), mistakeOf(place, second)] as const;
    counts.images++;
    if (mistakes[0] === undefined) counts.first++;
    if (mistakes[1] === undefined) counts.second++;
    this.#count(...mistakes);
  }

  result(): Omit<ModelComparison, 'first' | 'second' | 'data'> & { accuracy: [number, number] } {
    const { both, onlyFirst, onlySecond } = this.#right;
    const perClass = [...this.#classes]
      .sort(([a], [b]) => a - b)
      .map(([label, { images, first, second }]) => ({
        label: this.#classNames[label] ?? String(label),
        images,
        first: first / images,
        second: second / images,
      }));
    return {
      accuracy: [(both + onlyFirst) / this.#images, (both + onlySecond) / this.#images],
      right: { ...this.#right },
      pValue: mcnemar(onlyFirst, onlySecond),
      perClass,
      onlyFirst: this.#onlyFirst.result(),
      onlySecond: this.#onlySecond.result(),
    };
  }

  #count(first: Mistake | undefined, second: Mistake | undefined): void {
    if (first === undefined && second === undefined) this.#right.both++;
    else if (first === undefined && second !== undefined) {
      this.#right.onlyFirst++;
      this.#onlyFirst.add(second);
    } else if (first !== undefined && second === undefined) {
      this.#right.onlySecond++;
      this.#onlySecond.add(first);
    } else this.#right.neither++;
  }
}

function mistakeOf(
  place: ImagePlace,
  { probabilities, label, classNames }: Opinion,
): Mistake | undefined {
  const output = { shape: [1, probabilities.length], values: probabilities };
  const [index = 0] = predictedClasses({ shape: [1], values: Int32Array.of(label) }, output);
  if (index === label) return undefined;
  return {
    ...place,
    label: classNames[label] ?? '',
    predicted: classNames[index] ?? '',
    probability: probabilities[index] as number,
  };
}

/** Counts of labels and predictions, and what follows from them. */

import {
  type ClassScores,
  type Confusion,
  type Evaluation,
  MOST_CONFUSION_CLASSES,
} from './evaluation.js';

/** How many confusions are told. */
const MOST_CONFUSIONS = 100;

/** How often each class was taken for which. It needs memory only for what has occurred. */
export class ConfusionCounts {
  readonly #classNames: readonly string[];
  /** By `label * classes + predicted`. */
  readonly #counts = new Map<number, number>();

  constructor(classNames: readonly string[]) {
    this.#classNames = classNames;
  }

  add(label: number, predicted: number): void {
    const cell = label * this.#classNames.length + predicted;
    this.#counts.set(cell, (this.#counts.get(cell) ?? 0) + 1);
  }

  /** The whole matrix, unless it would be too large. */
  matrix(): Evaluation['confusion'] {
    const { length } = this.#classNames;
    if (length > MOST_CONFUSION_CLASSES) return null;
    const matrix = Array.from({ length }, () => new Array<number>(length).fill(0));
    for (const [label, predicted, count] of this.#cells()) {
      (matrix[label] as number[])[predicted] = count;
    }
    return matrix;
  }

  /** The most frequent mistakes; of equally frequent ones those of the first classes. */
  confusions(): Confusion[] {
    return [...this.#cells()]
      .filter(([label, predicted]) => label !== predicted)
      .sort((a, b) => b[2] - a[2] || a[0] - b[0] || a[1] - b[1])
      .slice(0, MOST_CONFUSIONS)
      .map(([label, predicted, count]) => ({
        label: this.#classNames[label] ?? '',
        predicted: this.#classNames[predicted] ?? '',
        count,
      }));
  }

  perClass(): ClassScores[] {
    const zeros = () => new Array<number>(this.#classNames.length).fill(0);
    const [supports, predictions, hits] = [zeros(), zeros(), zeros()];
    for (const [label, predicted, count] of this.#cells()) {
      supports[label] = (supports[label] ?? 0) + count;
      predictions[predicted] = (predictions[predicted] ?? 0) + count;
      if (label === predicted) hits[label] = count;
    }
    return this.#classNames.map((label, index) => {
      const [support, predicted, hit] = [
        supports[index] ?? 0,
        predictions[index] ?? 0,
        hits[index] ?? 0,
      ];
      return {
        ...{ label, index, support, predicted },
        precision: share(hit, predicted),
        recall: share(hit, support),
        f1: share(2 * hit, support + predicted),
      };
    });
  }

  *#cells(): Generator<[label: number, predicted: number, count: number]> {
    const { length } = this.#classNames;
    for (const [cell, count] of this.#counts) {
      yield [Math.floor(cell / length), cell % length, count];
    }
  }
}

/** Means over the classes that occur. */
export function macroScores(perClass: readonly ClassScores[]): Evaluation['macro'] {
  const occurring = perClass.filter(({ support, predicted }) => support + predicted > 0);
  const mean = (name: 'precision' | 'recall' | 'f1') =>
    occurring.reduce((sum, scores) => sum + (scores[name] ?? 0), 0) / Math.max(1, occurring.length);
  return { precision: mean('precision'), recall: mean('recall'), f1: mean('f1') };
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

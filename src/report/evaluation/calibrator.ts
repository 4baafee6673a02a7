/** Collects how sure a network is, and how often it is right. */

import type { Calibration } from './evaluation.js';

const BINS = 15;

/** Sums of one bin. */
interface Sums {
  count: number;
  confidence: number;
  correct: number;
}

/** Makes a {@link Calibration} of single predictions. */
export class Calibrator {
  readonly #bins: readonly Sums[] = Array.from({ length: BINS }, () => ({
    ...{ count: 0, confidence: 0, correct: 0 },
  }));

  /** @param confidence - the probability of the predicted class */
  add(confidence: number, isCorrect: boolean): void {
    const bin = this.#bins[binOf(confidence)] as Sums;
    bin.count++;
    bin.confidence += confidence;
    if (isCorrect) bin.correct++;
  }

  result(): Calibration {
    let total = 0;
    let difference = 0;
    const bins = this.#bins.map(({ count, confidence, correct }, i) => {
      total += count;
      difference += Math.abs(correct - confidence);
      return {
        lower: i / BINS,
        upper: (i + 1) / BINS,
        count,
        confidence: count === 0 ? null : confidence / count,
        accuracy: count === 0 ? null : correct / count,
      };
    });
    return { error: total === 0 ? 0 : difference / total, bins };
  }
}

/** Each bin has its upper edge. A probability may be rounded to slightly more than 1. */
function binOf(confidence: number): number {
  const bin = Math.ceil(confidence * BINS) - 1;
  return Math.min(Math.max(bin, 0), BINS - 1);
}

/** Right and wrong answers to a question that is answered with yes or no. */

/** Counts of answers: class 1 is yes, every other class is no. */
export class BinaryCounts {
  truePositives = 0;
  falsePositives = 0;
  falseNegatives = 0;
  trueNegatives = 0;

  get total(): number {
    return this.truePositives + this.falsePositives + this.falseNegatives + this.trueNegatives;
  }

  /** Counts one answer. */
  add(predicted: boolean, wanted: boolean): void {
    if (predicted && wanted) this.truePositives++;
    else if (predicted) this.falsePositives++;
    else if (wanted) this.falseNegatives++;
    else this.trueNegatives++;
  }

  /** Forgets everything. */
  reset(): void {
    this.restore([0, 0, 0, 0]);
  }

  /** The four counts, for a checkpoint. */
  state(): readonly number[] {
    return [this.truePositives, this.falsePositives, this.falseNegatives, this.trueNegatives];
  }

  /** Takes over counts. */
  restore([
    truePositives = 0,
    falsePositives = 0,
    falseNegatives = 0,
    trueNegatives = 0,
  ]: readonly number[]): void {
    this.truePositives = truePositives;
    this.falsePositives = falsePositives;
    this.falseNegatives = falseNegatives;
    this.trueNegatives = trueNegatives;
  }

  /** The harmonic mean of precision and recall; 0 where they are not defined. */
  f1(): number {
    const precision = share(this.truePositives, this.falsePositives);
    const recall = share(this.truePositives, this.falseNegatives);
    return precision + recall > 0 ? (2 * precision * recall) / (precision + recall) : 0;
  }

  /** Matthews' correlation coefficient; sums that are 0 are left out of the denominator. */
  matthews(): number {
    if (this.total === 0) return 0;
    const sums = [
      this.truePositives + this.falsePositives,
      this.truePositives + this.falseNegatives,
      this.trueNegatives + this.falsePositives,
      this.trueNegatives + this.falseNegatives,
    ];
    const product = sums.filter((sum) => sum !== 0).reduce((left, right) => left * right, 1);
    const difference =
      this.truePositives * this.trueNegatives - this.falsePositives * this.falseNegatives;
    return difference / Math.sqrt(product);
  }
}

function share(part: number, rest: number): number {
  return part + rest > 0 ? part / (part + rest) : 0;
}

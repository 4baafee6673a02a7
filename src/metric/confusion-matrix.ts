/** Which class was taken for which. */

/** Counts of predicted and wanted classes. It grows with the classes that occur. */
export class ConfusionMatrix {
  #counts: number[][] = [];

  /** Counts one sample. */
  add(predicted: number, wanted: number): void {
    this.#grow(Math.max(predicted, wanted) + 1);
    const row = this.#counts[predicted] as number[];
    row[wanted] = (row[wanted] as number) + 1;
  }

  /** The correlation of predicted and wanted classes; `NaN` while one of them is always the same. */
  correlation(): number {
    const predicted = this.#counts.map(sum);
    const wanted = this.#counts.map((_, k) => sum(this.#counts.map((row) => row[k] as number)));
    const total = sum(predicted);
    const spread = (counts: number[]) => sum(counts.map((count) => count * (total - count)));
    const [ofPredicted, ofWanted] = [spread(predicted), spread(wanted)];
    if (ofPredicted === 0 || ofWanted === 0) return Number.NaN;
    const common = sum(
      this.#counts.map(
        (row, i) => (row[i] as number) * total - (predicted[i] as number) * (wanted[i] as number),
      ),
    );
    return common / Math.sqrt(ofPredicted * ofWanted);
  }

  /** Forgets everything. */
  reset(): void {
    this.#counts = [];
  }

  /** The counts by `predicted,wanted`, without those that are 0. */
  state(): Record<string, number> {
    const entries = this.#counts.flatMap((row, i) =>
      row.map((count, k) => [`${i},${k}`, count] as const),
    );
    return Object.fromEntries(entries.filter(([, count]) => count > 0));
  }

  /** Takes over counts. */
  restore(state: Readonly<Record<string, number>>): void {
    this.reset();
    for (const [key, count] of Object.entries(state)) {
      const [predicted = 0, wanted = 0] = key.split(',').map(Number);
      this.#grow(Math.max(predicted, wanted) + 1);
      (this.#counts[predicted] as number[])[wanted] = count;
    }
  }

  #grow(size: number): void {
    while (this.#counts.length < size) {
      for (const row of this.#counts) row.push(0);
      this.#counts.push(new Array<number>(this.#counts.length + 1).fill(0));
    }
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((left, right) => left + right, 0);
}

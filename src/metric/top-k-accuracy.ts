/** How often the right class is among the most probable ones. */

import type { HostArray } from './host-array.js';
import { AverageMetric } from './metric.js';
import { rowsAndClasses } from './rows.js';

/** The share of samples whose label is among the `topK` largest outputs (`mx.metric.TopKAccuracy`). */
export class TopKAccuracy extends AverageMetric {
  readonly topK: number;

  /** @param topK - at least 2; 1 is {@link Accuracy} */
  constructor(topK: number) {
    super(`top_k_accuracy_${topK}`);
    if (!Number.isInteger(topK) || topK < 2) {
      throw new RangeError(
        `\`topK\` must be an integer of at least 2, received ${topK}; for 1 use accuracy`,
      );
    }
    this.topK = topK;
  }

  clone(): TopKAccuracy {
    return new TopKAccuracy(this.topK);
  }

  /** @throws RangeError when there are fewer classes than `topK` */
  protected updatePair(label: HostArray, prediction: HostArray): void {
    const { rows, classes } = rowsAndClasses(label, prediction);
    if (this.topK > classes) {
      throw new RangeError(`\`topK\` is ${this.topK}, but there are only ${classes} classes`);
    }
    let hits = 0;
    for (let row = 0; row < rows; row++) {
      const wanted = Math.trunc(Number(label.values[row]));
      if (rank(prediction.values, row * classes, classes, wanted) < this.topK) hits++;
    }
    this.add(hits, rows);
  }
}

/** How many classes go before the wanted one; of equal outputs the later class goes first, as in numpy. */
function rank(values: HostArray['values'], begin: number, classes: number, wanted: number): number {
  if (wanted < 0 || wanted >= classes) return classes;
  const own = values[begin + wanted] as number;
  let before = 0;
  for (let i = 0; i < classes; i++) {
    const other = values[begin + i] as number;
    if (other > own || (other === own && i > wanted)) before++;
  }
  return before;
}

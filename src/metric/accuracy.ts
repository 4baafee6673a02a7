/** How often the most probable class is the right one. */

import type { HostArray } from './host-array.js';
import { AverageMetric } from './metric.js';
import { rowsAndClasses } from './rows.js';

/** The share of samples whose largest output is their label (`mx.metric.Accuracy`); of equal outputs the first. */
export class Accuracy extends AverageMetric {
  constructor(name = 'accuracy') {
    super(name);
  }

  clone(): Accuracy {
    return new Accuracy(this.name);
  }

  protected updatePair(label: HostArray, prediction: HostArray): void {
    const { rows, classes } = rowsAndClasses(label, prediction);
    let correct = 0;
    for (let row = 0; row < rows; row++) {
      // Class numbers are compared as integers, as MXNet does.
      const wanted = Math.trunc(Number(label.values[row]));
      if (largest(prediction.values, row * classes, classes) === wanted) correct++;
    }
    this.add(correct, rows);
  }
}

function largest(values: HostArray['values'], begin: number, length: number): number {
  let best = 0;
  for (let i = 1; i < length; i++) {
    if ((values[begin + i] as number) > (values[begin + best] as number)) best = i;
  }
  return best;
}

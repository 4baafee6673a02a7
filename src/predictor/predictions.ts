/** From a network's outputs to classes. */

import type { GraphNode } from '../symbol/graph.js';

/** One class that an image may show. */
export interface Prediction {
  /** The class's name, or its number when it has none. */
  label: string;
  /** Its place among the network's outputs. */
  index: number;
  /** Between 0 and 1. */
  probability: number;
}

/** Operators whose output already is a probability. */
const PROBABILITIES: ReadonlySet<string> = new Set([
  'SoftmaxOutput',
  'Softmax',
  'softmax',
  'SoftmaxActivation',
]);

/** Whether a network's outputs are probabilities. */
export function givesProbabilities(head: GraphNode | undefined): boolean {
  return PROBABILITIES.has(head?.operator ?? '');
}

/** So many classes are found faster by looking at all than by sorting all. */
const FEW = 32;

/**
 * The most probable classes, best first.
 *
 * @param classNames - numbers stand for names that are not known
 */
export function bestClasses(
  probabilities: ArrayLike<number>,
  classNames: readonly string[] | undefined,
  topK: number,
): Prediction[] {
  const indices = topK > FEW ? sorted(probabilities) : firstOf(probabilities, topK);
  return indices.slice(0, topK).map((index) => ({
    label: classNames?.[index] ?? String(index),
    index,
    probability: probabilities[index] as number,
  }));
}

function sorted(probabilities: ArrayLike<number>): number[] {
  return Array.from(probabilities, (_, index) => index).sort(
    (a, b) => (probabilities[b] as number) - (probabilities[a] as number) || a - b,
  );
}

/** In one pass over the classes, of which there may be thousands. */
function firstOf(probabilities: ArrayLike<number>, count: number): number[] {
  const best: number[] = [];
  for (let index = 0; index < probabilities.length; index++) {
    const probability = probabilities[index] as number;
    let place = best.length;
    while (place > 0 && probability > (probabilities[best[place - 1] as number] as number)) place--;
    if (place >= count) continue;
    best.splice(place, 0, index);
    if (best.length > count) best.pop();
  }
  return best;
}

/** Computed with double precision. */
export function softmax(values: Float32Array): number[] {
  const largest = values.reduce((most, value) => Math.max(most, value), -Infinity);
  const powers = Array.from(values, (value) => Math.exp(value - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

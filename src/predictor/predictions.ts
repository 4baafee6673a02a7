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
  return Array.from(probabilities, (probability, index) => ({ probability, index }))
    .sort((a, b) => b.probability - a.probability || a.index - b.index)
    .slice(0, topK)
    .map(({ probability, index }) => ({
      label: classNames?.[index] ?? String(index),
      index,
      probability,
    }));
}

/** Computed with double precision. */
export function softmax(values: Float32Array): number[] {
  const largest = values.reduce((most, value) => Math.max(most, value), -Infinity);
  const powers = Array.from(values, (value) => Math.exp(value - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

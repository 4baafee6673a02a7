/** Evaluations of networks that do not exist, of any size. */

import { EvaluationAccumulator } from '../../src/report/evaluation/accumulator.js';
import type { Evaluation, ImagePlace } from '../../src/report/evaluation/evaluation.js';

/** A class whose name would do harm where it is not escaped. */
export const HOSTILE_NAME =
  '<img src=x onerror="hacked=1">&amp;</script><script>hacked=1</script>\'"';

/** What is made up. */
export interface MadeUp {
  classNames: readonly string[];
  /** Images of each class. @defaultValue 20 */
  images?: number;
  /** The data that the mistakes name. @defaultValue `photos` */
  path?: string;
  /** Where an image is. @defaultValue below a folder of its class */
  placeOf?: (label: number, image: number) => ImagePlace;
  /** Other numbers, other mistakes. @defaultValue 1 */
  seed?: number;
}

/** `class 0`, `class 1`, … */
export function madeUpNames(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `class ${i}`);
}

/** Predictions that are mostly right, and otherwise often the next class, counted as real ones are. */
export function madeUpEvaluation({
  classNames,
  images = 20,
  path = 'photos',
  placeOf = (label, image) => ({
    ...{ file: `${classNames[label]}/${image}.png`, id: label * images + image, offset: null },
  }),
  seed = 1,
}: MadeUp): Evaluation {
  const accumulator = new EvaluationAccumulator({ classNames });
  const random = numbers(seed);
  const { length } = classNames;
  for (let label = 0; label < length; label++) {
    for (let image = 0; image < images; image++) {
      const chance = random();
      const other = chance < 0.25 ? label + 1 : Math.floor(random() * length);
      const predicted = chance < 0.4 ? other % length : label;
      const probabilities = new Float32Array(length).fill(0.3 / length);
      probabilities[predicted] = 0.3 / length + 0.2 + 0.5 * random();
      accumulator.add(probabilities, label, placeOf(label, image));
    }
  }
  return {
    model: { prefix: 'none', epoch: 1, networkSha256: '', paramsSha256: '' },
    data: { path, images: length * images, skipped: 0 },
    ...accumulator.result(),
  };
}

/** Numbers from 0 to 1 that look random and are the same each time (xorshift). */
function numbers(seed: number): () => number {
  let state = seed * 2_654_435_761;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

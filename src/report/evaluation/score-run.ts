/** From what is answered about labelled images to an evaluation of it. */

import { checkNumber, whole } from '../../finetune/check-numbers.js';
import { EvaluationAccumulator, type Scores } from './accumulator.js';
import type { EvaluatedData } from './evaluation.js';
import type { LabelledRun } from './labelled-run.js';

/** What is counted. */
export interface ScoreOptions {
  /** How many of the most probable classes count as right in `topK`. @defaultValue 5, or all when there are fewer */
  topK?: number | undefined;
  /** How many mistakes are told. @defaultValue 20 */
  worst?: number | undefined;
}

/** Whose answers are counted, and how. */
export interface RunToScore extends ScoreOptions {
  run: LabelledRun;
  /** In the order of the probabilities. */
  classNames: readonly string[];
  batchSize: number;
  /** The probabilities that count, of those that the checkpoints give. */
  probabilitiesOf: (answers: readonly Float32Array[]) => Float32Array;
}

/**
 * Asks about all images, and counts. Labels are those of the first checkpoint.
 *
 * @param data - as they were named
 */
export async function scoreRun(
  data: string,
  { run, probabilitiesOf, ...options }: RunToScore,
): Promise<Scores & { data: EvaluatedData }> {
  const accumulator = new EvaluationAccumulator(options);
  for await (const { place, labels, probabilities } of run.answers()) {
    accumulator.add(probabilitiesOf(probabilities), labels[0] as number, place);
  }
  return {
    data: { path: data, images: accumulator.images, skipped: run.skipped },
    ...accumulator.result(),
  };
}

/** Options that can be judged before anything is loaded. */
export function checkScores({ topK, worst }: ScoreOptions): void {
  if (topK !== undefined) checkNumber('--top-k', topK, whole(1));
  if (worst !== undefined) checkNumber('--worst', worst, whole(0));
}

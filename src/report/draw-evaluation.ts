/** What of an evaluation is drawn as pictures. */

import { matrixImage } from './charts/matrix-image.js';
import type { Evaluation } from './evaluation/evaluation.js';
import type { ReportedEvaluation } from './page/reported-run.js';
import { thumbnailsOf } from './thumbnails.js';

/** The most classes whose confusion matrix is a table of numbers. */
const MOST_TABLE_CLASSES = 30;

/**
 * An evaluation with its pictures.
 *
 * @param mistakes - how many mistakes are shown, at most
 */
export async function drawEvaluation(
  evaluation: Evaluation,
  mistakes: number,
): Promise<ReportedEvaluation> {
  const { confusion } = evaluation;
  const isLarge = confusion !== null && confusion.length > MOST_TABLE_CLASSES;
  return {
    ...evaluation,
    matrix: isLarge ? await matrixImage(confusion) : undefined,
    thumbnails: await thumbnailsOf(evaluation, mistakes),
  };
}

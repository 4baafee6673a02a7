/** A run with everything that is drawn of it. */

import type { MatrixImage } from '../charts/matrix-image.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Run } from '../run/read-run.js';

/** An evaluation with its pictures. */
export interface ReportedEvaluation extends Evaluation {
  /** Where there are too many classes for a table. */
  matrix: MatrixImage | undefined;
  /** For each of `worst` a `data:` address; `undefined` where the image was not to be had. */
  thumbnails: readonly (string | undefined)[];
}

/** A run with everything that is drawn of it. */
export interface ReportedRun extends Run {
  evaluation: ReportedEvaluation | undefined;
}

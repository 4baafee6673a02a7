/** The options of `report`. */

import { LABELLED_FLAGS } from './eval-flags.js';
import type { Flag } from './flag.js';
import { PREDICT_FLAGS } from './predict-flags.js';

const REPORT = 'Report:';

/** What is reported, and where to. */
export const REPORT_FLAGS: Readonly<Record<string, Flag>> = {
  output: {
    group: REPORT,
    type: 'text',
    describe: 'the file to write',
    shownDefault: 'PREFIX-report.html',
  },
  data: {
    group: REPORT,
    type: 'text',
    describe: 'evaluate now on this record file or folder of images',
    shownDefault: 'PREFIX-eval.json, as eval --save writes it',
  },
};

const { epoch } = PREDICT_FLAGS;

/** What is said of an evaluation is said as in `eval`. */
export const EVALUATION_FLAGS: Readonly<Record<string, Flag>> = {
  ...(epoch && { epoch }),
  ...LABELLED_FLAGS,
};

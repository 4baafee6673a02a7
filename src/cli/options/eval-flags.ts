/** The options of commands that go over many images. */

import { FineTuneError } from '../../errors.js';
import type { BatchPredictorOptions } from '../../predictor/batch-predictor.js';
import type { LabelledOptions } from '../../report/evaluation/evaluate.js';
import type { OnBadImage } from '../../report/evaluation/labelled-run.js';
import { oneDevice } from './devices.js';
import type { Flag } from './flag.js';
import { PREDICT_FLAGS, type RecipeArguments, recipeOptions } from './predict-flags.js';

const MODEL = 'Model:';
const DATA = 'Data:';

/** What is said of the model is said as in `predict`; how many classes are told differs. */
const { 'top-k': _, epoch: EPOCH, ...MODEL_FLAGS } = PREDICT_FLAGS;

/** Of commands with one checkpoint. */
export const EPOCH_FLAG: Readonly<Record<string, Flag>> = { ...(EPOCH && { epoch: EPOCH }) };

/** Of every command that computes batches of one size. */
export const BATCH_FLAGS: Readonly<Record<string, Flag>> = {
  ...MODEL_FLAGS,
  cpus: {
    group: MODEL,
    type: 'int',
    describe: 'CPU contexts: 1, for one device computes',
    shownDefault: 1,
  },
  'batch-size': {
    group: MODEL,
    type: 'int',
    describe: 'images that are computed together',
    shownDefault: 32,
  },
};

/** Of every command with labelled images. */
export const LABELLED_FLAGS: Readonly<Record<string, Flag>> = {
  ...BATCH_FLAGS,
  'data-classes': {
    group: DATA,
    type: 'text',
    describe: 'file with one name a line for the labels of a record file',
    shownDefault: 'the folders in the list beside it',
  },
  'on-bad-image': {
    group: DATA,
    type: 'text',
    describe: 'what an image that cannot be decoded does: error or skip',
    shownDefault: 'error',
  },
};

const WORST: Flag = {
  group: DATA,
  type: 'int',
  describe: 'mistakes that are told',
  shownDefault: 20,
};

/** Of `eval`. */
export const EVAL_FLAGS: Readonly<Record<string, Flag>> = {
  ...EPOCH_FLAG,
  ...LABELLED_FLAGS,
  'top-k': {
    group: MODEL,
    type: 'int',
    describe: 'the most probable classes that count as right in the top-k accuracy',
    shownDefault: '5, or all when there are fewer',
  },
  worst: WORST,
};

/** Of `ensemble`, which predicts and evaluates. */
export const ENSEMBLE_FLAGS: Readonly<Record<string, Flag>> = {
  ...LABELLED_FLAGS,
  'top-k': {
    group: MODEL,
    type: 'int',
    describe: 'classes to show, or that count as right in the top-k accuracy',
    shownDefault: '5, or all when there are fewer',
  },
  data: {
    group: DATA,
    type: 'text',
    describe:
      'labelled images to evaluate on: record file, or folder with one folder for each class',
  },
  worst: WORST,
};

/** Values of the options that {@link batchOptions} and {@link labelledOptions} read. */
export interface LabelledArguments extends RecipeArguments {
  'batch-size'?: number;
  gpus?: string;
  cpus?: number;
  'data-classes'?: string;
  'on-bad-image'?: string;
}

/**
 * The values of {@link BATCH_FLAGS}.
 *
 * @param command - whose name an error tells
 * @throws {@link FineTuneError} `ERR_OPTION`
 */
export function batchOptions(command: string, parsed: LabelledArguments): BatchPredictorOptions {
  return {
    device: oneDevice(command, parsed),
    batchSize: parsed['batch-size'],
    ...recipeOptions(parsed),
  };
}

/** The values of {@link LABELLED_FLAGS}. */
export function labelledOptions(command: string, parsed: LabelledArguments): LabelledOptions {
  return {
    ...batchOptions(command, parsed),
    dataClasses: parsed['data-classes'],
    onBadImage: onBadImage(parsed['on-bad-image']),
  };
}

function onBadImage(text: string | undefined): OnBadImage | undefined {
  if (text === undefined || text === 'error' || text === 'skip') return text;
  throw new FineTuneError('ERR_OPTION', `--on-bad-image must be error or skip, received '${text}'`);
}

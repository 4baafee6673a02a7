/** How well a checkpoint recognizes images. */

import { paramsFile, symbolFile } from '../../checkpoint/names.js';
import type { EpochName } from '../../checkpoint/pointers.js';
import { checksumOf } from '../../files/checksum.js';
import { checkNumber, whole } from '../../finetune/check-numbers.js';
import { readClassNames } from '../../finetune/class-names.js';
import { BatchPredictor, type BatchPredictorOptions } from '../../predictor/batch-predictor.js';
import type { ResolvedRecipe } from '../../predictor/resolve.js';
import type { EvaluatedModel, Evaluation } from './evaluation.js';
import { type LabelledData, openLabelledData } from './labelled-data.js';
import { type EvaluationContext, LabelledRun, type OnBadImage } from './labelled-run.js';
import { checkScores, type ScoreOptions, scoreRun } from './score-run.js';

/** What is asked of labelled images, whatever is done with them. */
export interface LabelledOptions extends BatchPredictorOptions {
  /** Names of the labels of a record file, or a file with one a line. @defaultValue the folders in its list */
  dataClasses?: string | readonly string[] | undefined;
  /** What an image that cannot be decoded does. @defaultValue `error` */
  onBadImage?: OnBadImage | undefined;
}

/** Options of {@link evaluate}. */
export interface EvaluateOptions extends LabelledOptions, ScoreOptions {
  /** A number, `best` or `last`. @defaultValue `last` */
  epoch?: number | EpochName | undefined;
}

/** How {@link evaluate} talks to its surroundings. */
export interface EvaluateContext extends EvaluationContext {
  /** Told what is known of the checkpoint before it is asked. */
  onLoaded?: ((recipe: ResolvedRecipe) => void) | undefined;
}

/**
 * Evaluates a checkpoint on a record file, or on a folder with one folder of images for each class. Every image is asked about
 * once; images are made ready as in prediction and in training.
 *
 * @throws {@link FineTuneError} when the checkpoint, the data or an option is wrong
 */
export async function evaluate(
  prefix: string,
  data: string,
  options: EvaluateOptions = {},
  context: EvaluateContext = {},
): Promise<Evaluation> {
  const { epoch, dataClasses, onBadImage = 'error', topK, worst, ...loading } = options;
  checkScores({ topK, worst });
  await using images = await openData(data, dataClasses);
  const checkpoint = { prefix, epoch };
  using predictor = await BatchPredictor.load([checkpoint], loading);
  const [recipe] = predictor.recipes as [ResolvedRecipe];
  context.onLoaded?.(recipe);
  const [classNames] = predictor.classNames as [readonly string[]];
  if (topK !== undefined) checkNumber('--top-k', topK, whole(1, classNames.length));
  const run = new LabelledRun(predictor, [checkpoint], images, { onBadImage, ...context });
  const scores = await scoreRun(data, {
    ...{ run, classNames, topK, worst },
    batchSize: predictor.batchSize,
    probabilitiesOf: ([only]) => only as Float32Array,
  });
  return { model: await describeModel(prefix, recipe.epoch), ...scores };
}

/** {@link openLabelledData}, with names that may stand in a file. */
export async function openData(
  data: string,
  names: string | readonly string[] | undefined,
): Promise<LabelledData> {
  const given = typeof names === 'string' ? await readClassNames(names) : names;
  return await openLabelledData(data, given);
}

/** By what a checkpoint can be known again. */
export async function describeModel(prefix: string, epoch: number): Promise<EvaluatedModel> {
  return {
    prefix,
    epoch,
    networkSha256: await checksumOf(symbolFile(prefix)),
    paramsSha256: await checksumOf(paramsFile(prefix, epoch)),
  };
}

/** Several checkpoints that answer together. */

import { FineTuneError } from '../../errors.js';
import { checkNumber, whole } from '../../finetune/check-numbers.js';
import {
  BatchPredictor,
  type BatchPredictorOptions,
  type ChosenCheckpoint,
} from '../../predictor/batch-predictor.js';
import type { Row } from '../../predictor/bound-network.js';
import { bestClasses, type Prediction } from '../../predictor/predictions.js';
import { requireAllFinite } from '../../predictor/require-finite.js';
import type { ResolvedRecipe } from '../../predictor/resolve.js';
import type { NamedImage } from '../named-image.js';
import type { Scores } from './accumulator.js';
import { describeModel, type EvaluateContext, type LabelledOptions, openData } from './evaluate.js';
import type { EvaluatedData, EvaluatedModel } from './evaluation.js';
import { LabelledRun } from './labelled-run.js';
import { checkScores, type ScoreOptions, scoreRun } from './score-run.js';

/** An evaluation of several checkpoints together. */
export interface EnsembleEvaluation extends Scores {
  models: EvaluatedModel[];
  data: EvaluatedData;
}

/** What several checkpoints together say of an image, or why they cannot. */
export type EnsembleAnswer =
  | { name: string; predictions: Prediction[]; fault?: never }
  | { name: string; fault: FineTuneError; predictions?: never };

/** How {@link predictTogether} goes over images. */
export interface TogetherOptions extends BatchPredictorOptions {
  /** How many classes are told. @defaultValue 5 */
  topK?: number | undefined;
}

/** How it talks to its surroundings. */
export interface TogetherContext {
  signal?: AbortSignal | undefined;
  /** Told what is known of each checkpoint before it is asked. */
  onLoaded?: ((recipe: ResolvedRecipe) => void) | undefined;
}

/** Checkpoints whose probabilities are averaged, class by class. */
class Ensemble implements Disposable {
  readonly predictor: BatchPredictor;
  /** In the order of the first checkpoint's outputs. */
  readonly classNames: readonly string[];
  /** For each checkpoint the places of these classes among its own outputs. */
  readonly #orders: readonly (readonly number[])[];

  private constructor(predictor: BatchPredictor, orders: readonly (readonly number[])[]) {
    this.predictor = predictor;
    this.classNames = predictor.classNames[0] ?? [];
    this.#orders = orders;
  }

  static async load(
    checkpoints: readonly ChosenCheckpoint[],
    options: BatchPredictorOptions,
    { onLoaded }: TogetherContext,
  ): Promise<Ensemble> {
    if (checkpoints.length < 2) {
      throw new FineTuneError('ERR_OPTION', 'an ensemble has at least two checkpoints');
    }
    const predictor = await BatchPredictor.load(checkpoints, options);
    try {
      for (const recipe of predictor.recipes) onLoaded?.(recipe);
      const [names = []] = predictor.classNames;
      const orders = predictor.classNames.map((others, i) =>
        orderOf(names, others, checkpoints[0]?.prefix ?? '', checkpoints[i]?.prefix ?? ''),
      );
      return new Ensemble(predictor, orders);
    } catch (error) {
      predictor.dispose();
      throw error;
    }
  }

  mean(outputs: readonly Float32Array[]): Float32Array {
    const mean = new Float64Array(this.classNames.length);
    for (const [i, order] of this.#orders.entries()) {
      for (const [k, place] of order.entries()) {
        mean[k] = (mean[k] as number) + (outputs[i]?.[place] as number);
      }
    }
    return Float32Array.from(mean, (sum) => sum / this.#orders.length);
  }

  [Symbol.dispose](): void {
    this.predictor.dispose();
  }
}

/**
 * Evaluates checkpoints together: the mean of their probabilities, class by class, by the names of the classes.
 *
 * @throws {@link FineTuneError} `ERR_CHECKPOINT_MISMATCH` when they have not the same classes; as {@link evaluate}
 */
export async function evaluateTogether(
  checkpoints: readonly ChosenCheckpoint[],
  data: string,
  options: LabelledOptions & ScoreOptions = {},
  context: EvaluateContext = {},
): Promise<EnsembleEvaluation> {
  const { dataClasses, onBadImage = 'error', topK, worst, ...loading } = options;
  checkScores({ topK, worst });
  await using images = await openData(data, dataClasses);
  using ensemble = await Ensemble.load(checkpoints, loading, context);
  const { predictor, classNames } = ensemble;
  if (topK !== undefined) checkNumber('--top-k', topK, whole(1, classNames.length));
  const run = new LabelledRun(predictor, checkpoints, images, { onBadImage, ...context });
  const scores = await scoreRun(data, {
    ...{ run, classNames, topK, worst },
    batchSize: predictor.batchSize,
    probabilitiesOf: (answers) => ensemble.mean(answers),
  });
  const models: EvaluatedModel[] = [];
  for (const [i, { prefix }] of checkpoints.entries()) {
    models.push(await describeModel(prefix, predictor.recipes[i]?.epoch ?? 0));
  }
  return { models, ...scores };
}

/**
 * What checkpoints together say of images, in their order.
 *
 * @throws {@link FineTuneError} `ERR_CHECKPOINT_MISMATCH` when they have not the same classes; as {@link Classifier.load}
 */
export async function* predictTogether(
  checkpoints: readonly ChosenCheckpoint[],
  images: AsyncIterable<NamedImage>,
  { topK = 5, ...options }: TogetherOptions = {},
  context: TogetherContext = {},
): AsyncGenerator<EnsembleAnswer> {
  checkNumber('--top-k', topK, whole(1));
  using ensemble = await Ensemble.load(checkpoints, options, context);
  const { predictor, classNames } = ensemble;
  const { signal } = context;
  for await (const { item, rows, fault } of predictor.run(images, { signal })) {
    if (fault !== undefined) {
      yield { name: item.name, fault };
      continue;
    }
    const probabilities = rows.map(({ values }: Row) => values);
    requireAllFinite(probabilities, checkpoints, predictor.recipes, item.name);
    const mean = ensemble.mean(probabilities);
    yield { name: item.name, predictions: bestClasses(mean, classNames, topK) };
  }
}

/** The places of classes among those of another checkpoint, by their names. */
function orderOf(
  names: readonly string[],
  others: readonly string[],
  prefix: string,
  other: string,
): number[] {
  // Names that ImageNet has twice say nothing then, but nothing has to be matched.
  const isEqual = names.length === others.length && names.every((name, i) => others[i] === name);
  if (isEqual) return names.map((_, i) => i);
  const lacking =
    names.find((name) => !others.includes(name)) ?? others.find((name) => !names.includes(name));
  if (
    lacking === undefined &&
    new Set(names).size === names.length &&
    names.length === others.length
  ) {
    return names.map((name) => others.indexOf(name));
  }
  const reason =
    lacking === undefined
      ? 'have classes with equal names, in another order'
      : `have not the same classes: ${lacking} is a class of ${names.includes(lacking) ? prefix : other} only`;
  throw new FineTuneError(
    'ERR_CHECKPOINT_MISMATCH',
    `${prefix} and ${other} ${reason}. Only probabilities of the same classes can be averaged`,
  );
}

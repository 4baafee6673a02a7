/** Two checkpoints on the same images. */

import { FineTuneError } from '../../errors.js';
import { checkNumber, whole } from '../../finetune/check-numbers.js';
import { BatchPredictor, type ChosenCheckpoint } from '../../predictor/batch-predictor.js';
import { ComparisonAccumulator, type ModelComparison, type Opinion } from './comparison.js';
import { describeModel, type EvaluateContext, type LabelledOptions, openData } from './evaluate.js';
import { LabelledRun } from './labelled-run.js';

/** Options of {@link compareCheckpoints}. */
export interface CompareOptions extends LabelledOptions {
  /** How many images that only one gets right are told, for each. @defaultValue 20 */
  samples?: number | undefined;
}

const SAMPLES = 20;

/**
 * Asks two checkpoints about the same labelled images. Their classes, which may be in another order, are matched by name, and
 * so are those of the images; each makes the images ready in its own way.
 *
 * @throws {@link FineTuneError} when a checkpoint, the data or an option is wrong
 */
export async function compareCheckpoints(
  first: ChosenCheckpoint,
  second: ChosenCheckpoint,
  data: string,
  options: CompareOptions = {},
  context: EvaluateContext = {},
): Promise<ModelComparison> {
  const { dataClasses, onBadImage = 'error', samples = SAMPLES, ...loading } = options;
  checkNumber('--samples', samples, whole(0));
  await using images = await openData(data, dataClasses);
  const checkpoints = [first, second] as const;
  using predictor = await BatchPredictor.load(checkpoints, loading);
  for (const recipe of predictor.recipes) context.onLoaded?.(recipe);
  const run = new LabelledRun(predictor, checkpoints, images, { onBadImage, ...context });
  const names = predictor.classNames;
  if (run.isByNumber) requireSameNames(data, checkpoints, names);
  const accumulator = new ComparisonAccumulator(names[0] ?? [], samples);
  for await (const { place, labels, probabilities } of run.answers()) {
    const opinion = (i: number): Opinion => ({
      probabilities: probabilities[i] as Float32Array,
      label: labels[i] as number,
      classNames: names[i] ?? [],
    });
    accumulator.add(place, opinion(0), opinion(1));
  }
  const { accuracy, ...comparison } = accumulator.result();
  const describe = async (i: 0 | 1) => ({
    ...(await describeModel(checkpoints[i].prefix, predictor.recipes[i]?.epoch ?? 0)),
    accuracy: accuracy[i],
  });
  return {
    first: await describe(0),
    second: await describe(1),
    data: { path: data, images: accumulator.images, skipped: run.skipped },
    ...comparison,
  };
}

/** A number that means two classes is no label for both. */
function requireSameNames(
  data: string,
  [first, second]: readonly [ChosenCheckpoint, ChosenCheckpoint],
  [names = [], others = []]: readonly (readonly string[])[],
): void {
  const index = names.findIndex((name, i) => others[i] !== name);
  if (index < 0 && names.length === others.length) return;
  const [name, other] = [names[index] ?? 'none', others[index] ?? 'none'];
  throw new FineTuneError(
    'ERR_DATA',
    `${data}: the label ${Math.max(index, 0)} is ${name} for ${first.prefix}, ${other} for ${second.prefix}. ` +
      'Name the labels with --data-classes, and the classes of a network without names with --class-names',
  );
}

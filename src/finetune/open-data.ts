/** The data of a run, opened. */

import type { DataIter } from '../io/data-iter.js';
import { SyntheticIter } from '../io/synthetic-iter.js';
import { type Partition, trainIter, validationIter } from './data-iters.js';
import type { Datasets } from './datasets.js';
import { parseImageShape } from './numbers.js';
import type { RunSettings } from './options.js';

/**
 * The training data of a run.
 *
 * @param epoch - as for {@link trainIter}
 */
export async function openTrainData(
  settings: RunSettings,
  { batchSize, images }: Datasets,
  part: Partition,
  epoch?: number,
): Promise<DataIter> {
  if (settings.benchmark === 0) {
    return await trainIter(settings, batchSize, part, epoch === undefined ? {} : { epoch });
  }
  return new SyntheticIter({
    shape: [batchSize, ...parseImageShape('--image-shape', settings.imageShape)],
    numClasses: settings.numClasses,
    batches: Math.floor(images / batchSize),
    seed: settings.seed,
  });
}

/** The validation data of a run; `null` can be disposed by `await using`, as nothing. */
export async function openValidationData(
  settings: RunSettings,
  { validation, batchSize }: Datasets,
  part: Partition,
): Promise<DataIter | null> {
  const { dataVal } = settings;
  if (dataVal === undefined || validation === undefined) return null;
  return await validationIter({ ...settings, dataVal }, batchSize, part, validation.images);
}

/** The data of a run, opened. */

import type { DataIter } from '../io/data-iter.js';
import { type KnownBatches, LateIter } from '../io/late-iter.js';
import { SyntheticIter } from '../io/synthetic-iter.js';
import { type Partition, trainIter, validationIter } from './data-iters.js';
import type { Datasets } from './datasets.js';
import { parseImageShape } from './numbers.js';
import type { RunSettings } from './options.js';

/**
 * The training data of a run. Opening takes until a first batch has been decoded.
 *
 * @param epoch - as for {@link trainIter}
 */
export function trainData(
  settings: RunSettings,
  datasets: Datasets,
  part: Partition,
  epoch?: number,
): LateIter {
  const { batchSize, images } = datasets;
  const open = async (): Promise<DataIter> => {
    if (settings.benchmark === 0) {
      return await trainIter(settings, batchSize, part, epoch === undefined ? {} : { epoch });
    }
    return new SyntheticIter({
      shape: [batchSize, ...parseImageShape('--image-shape', settings.imageShape)],
      numClasses: settings.numClasses,
      batches: Math.floor(images / batchSize),
      seed: settings.seed,
    });
  };
  return new LateIter(open, knownBatches(settings, datasets));
}

/** The validation data of a run; `null` can be disposed by `await using`, as nothing. */
export function validationData(
  settings: RunSettings,
  datasets: Datasets,
  part: Partition,
): LateIter | null {
  const { validation, batchSize } = datasets;
  const { dataVal } = settings;
  if (dataVal === undefined || validation === undefined) return null;
  const open = () => validationIter({ ...settings, dataVal }, batchSize, part, validation.images);
  return new LateIter(open, knownBatches(settings, datasets));
}

/** What libmxnet makes of records. */
function knownBatches({ imageShape }: RunSettings, { batchSize }: Datasets): KnownBatches {
  const shape = [batchSize, ...parseImageShape('--image-shape', imageShape)];
  return {
    batchSize,
    provideData: [{ name: 'data', shape, dtype: 'float32' }],
    provideLabel: [{ name: 'softmax_label', shape: [batchSize], dtype: 'float32' }],
  };
}

/** The data of a run, opened. */

import type { DataIter } from '../io/data-iter.js';
import { type KnownBatches, LateIter } from '../io/late-iter.js';
import { SyntheticIter } from '../io/synthetic-iter.js';
import { type Partition, trainIter, validationIter } from './data-iters.js';
import type { Datasets } from './datasets.js';
import { parseImageShape } from './numbers.js';
import type { RunSettings } from './options.js';

/** What a run trains and measures with. Disposing it waits until nothing reads it any more. */
export interface RunData extends AsyncDisposable {
  /** Being opened. */
  train: LateIter;
  /** Opened when it is told to begin, or used. */
  validation: LateIter | undefined;
}

/**
 * Begins to open the training data of a run, which takes until a first batch has been decoded.
 *
 * @param epoch - as for {@link trainIter}
 */
export function beginData(
  settings: RunSettings,
  datasets: Datasets,
  part: Partition,
  epoch?: number,
): RunData {
  const train = trainData(settings, datasets, part, epoch);
  const validation = validationData(settings, datasets, part);
  train.begin();
  return {
    train,
    validation,
    [Symbol.asyncDispose]: async () => {
      await validation?.[Symbol.asyncDispose]();
      await train[Symbol.asyncDispose]();
    },
  };
}

function trainData(
  settings: RunSettings,
  datasets: Datasets,
  part: Partition,
  epoch: number | undefined,
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

function validationData(
  settings: RunSettings,
  datasets: Datasets,
  part: Partition,
): LateIter | undefined {
  const { validation, batchSize } = datasets;
  const { dataVal } = settings;
  if (dataVal === undefined || validation === undefined) return undefined;
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

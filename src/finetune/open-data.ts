/** The data of a run, opened. */

import type { DataIter } from '../io/data-iter.js';
import { type KnownBatches, LateIter } from '../io/late-iter.js';
import { SyntheticIter } from '../io/synthetic-iter.js';
import { type Partition, trainIter, validationIter } from './data-iters.js';
import type { Datasets } from './datasets.js';
import { parseImageShape } from './numbers.js';
import type { RunSettings } from './options.js';
import { requireEnlargement } from './require-library.js';
import type { SavedState } from './resume/find-state.js';

/** What a run trains and measures with. Disposing it waits until nothing reads it any more. */
export interface RunData extends AsyncDisposable {
  /** Being opened. */
  train: LateIter;
  /** Being opened. */
  validation: LateIter | undefined;
}

/**
 * Begins to open the data of a run, which takes until first batches have been decoded.
 *
 * @param state - the state that the run goes on with
 */
export function beginData(
  settings: RunSettings,
  datasets: Datasets,
  part: Partition,
  state: SavedState | undefined,
): RunData {
  // With a seed for each epoch the data begin where the run was.
  const epoch = settings.reseedEpochs ? state?.record.position.epoch : undefined;
  const train = trainData(settings, datasets, part, epoch);
  const validation = validationData(settings, datasets, part);
  train.begin();
  validation?.begin();
  return {
    train,
    validation,
    [Symbol.asyncDispose]: async () => {
      await validation?.[Symbol.asyncDispose]();
      await train[Symbol.asyncDispose]();
    },
  };
}

/** {@link RunData} that begins to be opened as soon as it has been looked at, while the network is loaded. */
export class EarlyData implements AsyncDisposable {
  readonly #data: Promise<RunData | undefined>;

  /** @param state - the state that the run goes on with */
  constructor(settings: RunSettings, datasets: Promise<Datasets>, state: SavedState | undefined) {
    const open = (known: Datasets) => openEarly({ ...settings, ...known.files }, known, state);
    // The run looks at the same, and is told what is wrong.
    this.#data = datasets.then(open).catch(() => undefined);
  }

  /** `undefined` when it is too early to open them. */
  async begun(): Promise<RunData | undefined> {
    return await this.#data;
  }

  /**
   * Waits until libmxnet has opened the files. While it does, it looks at every file in their folder, and must not find one
   * that goes away.
   */
  async opened(): Promise<void> {
    const data = await this.#data;
    await Promise.all([data?.train.opened(), data?.validation?.opened()]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const data = await this.#data;
    await data?.[Symbol.asyncDispose]();
  }
}

function openEarly(
  settings: RunSettings,
  datasets: Datasets,
  state: SavedState | undefined,
): RunData | undefined {
  requireEnlargement(datasets, settings);
  // Which part of them is read among several machines is known only to the store.
  if (settings.testIo !== 0 || settings.kvStore.includes('dist')) return undefined;
  return beginData(settings, datasets, { rank: 0, workers: 1 }, state);
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

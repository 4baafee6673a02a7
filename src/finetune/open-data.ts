/** The data of a run, opened. */

import type { DataIter } from '../io/data-iter.js';
import type { ReadingOrder } from '../io/reading-order.js';
import { SyntheticIter } from '../io/synthetic-iter.js';
import { type Partition, trainIter, validationIter } from './data-iters.js';
import type { Datasets } from './datasets.js';
import { parseImageShape } from './numbers.js';
import type { RunSettings } from './options.js';
import { requireEnlargement } from './require-library.js';
import type { SavedState } from './resume/find-state.js';

/** What a run trains and measures with. */
export interface RunData {
  train: DataIter;
  validation: DataIter | undefined;
}

/** Runs train on one machine. */
const WHOLE: Partition = { rank: 0, workers: 1 };

/**
 * {@link RunData} that begins to be opened as soon as it has been looked at, while the network is loaded: that takes until first
 * batches have been decoded. Disposing it waits until nothing reads it any more.
 */
export class EarlyData implements AsyncDisposable {
  readonly #train: Promise<DataIter>;
  readonly #validation: Promise<DataIter | undefined>;

  /**
   * @param state - the state that the run goes on with
   * @param network - when the network is there. Nobody wants batches before, and whoever waits for one keeps it waiting
   */
  constructor(
    settings: RunSettings,
    datasets: Promise<Datasets>,
    state: SavedState | undefined,
    network: Promise<unknown>,
  ) {
    const order = { firstRead: network.catch(() => {}) };
    const looked = datasets.then((known) => {
      const whole = { ...settings, ...known.files };
      requireEnlargement(known, whole);
      return { known, whole };
    });
    this.#train = looked.then(({ known, whole }) => openTrain(whole, known, state, order));
    this.#validation = looked.then(({ known, whole }) => openValidation(whole, known, order));
    // The run looks at the same, and is told what is wrong.
    for (const opening of [this.#train, this.#validation]) opening.catch(() => {});
  }

  /**
   * Waits until libmxnet has opened the files. While it does, it looks at every file in their folder, and must not find one
   * that goes away.
   */
  async opened(): Promise<RunData> {
    const [train, validation] = await Promise.all([this.#train, this.#validation]);
    return { train, validation };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const opening of [this.#validation, this.#train]) {
      const iter = await opening.catch(() => undefined);
      await iter?.[Symbol.asyncDispose]();
    }
  }
}

async function openTrain(
  settings: RunSettings,
  { batchSize, images }: Datasets,
  state: SavedState | undefined,
  order: ReadingOrder,
): Promise<DataIter> {
  if (settings.benchmark !== 0) {
    return new SyntheticIter({
      shape: [batchSize, ...parseImageShape('--image-shape', settings.imageShape)],
      numClasses: settings.numClasses,
      batches: Math.floor(images / batchSize),
      seed: settings.seed,
    });
  }
  // With a seed for each epoch the data begin where the run was.
  const epoch = settings.reseedEpochs ? state?.record.position.epoch : undefined;
  return await trainIter(settings, batchSize, WHOLE, { epoch, ...order });
}

async function openValidation(
  settings: RunSettings,
  { validation, batchSize }: Datasets,
  order: ReadingOrder,
): Promise<DataIter | undefined> {
  const { dataVal } = settings;
  if (dataVal === undefined || validation === undefined) return undefined;
  return await validationIter({ ...settings, dataVal }, batchSize, WHOLE, validation.images, order);
}

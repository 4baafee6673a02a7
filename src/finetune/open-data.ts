/** The data of a run, opened. */

import type { DataIter } from '../io/data-iter.js';
import type { ReadingOrder } from '../io/reading-order.js';
import { SyntheticIter } from '../io/synthetic-iter.js';
import { inStep, type Partition, trainIter, validationIter } from './data-iters.js';
import type { Datasets } from './datasets.js';
import type { Member } from './machines/member.js';
import type { WorkerPart } from './machines/worker-part.js';
import { parseImageShape } from './numbers.js';
import type { RunSettings } from './options.js';
import { requireEnlargement } from './require-library.js';
import type { SavedState } from './resume/find-state.js';

/** What a run trains and measures with. */
export interface RunData {
  train: DataIter;
  validation: DataIter | undefined;
  part: Partition;
}

/** What a run on one machine reads. */
const WHOLE: Partition = { rank: 0, workers: 1 };

/** The part of the data that this process reads. */
export async function partOf(
  settings: RunSettings,
  datasets: Datasets,
  member: Member | undefined,
): Promise<WorkerPart> {
  if (member === undefined) return { part: WHOLE, measured: datasets.validation?.images ?? 0 };
  const { workerPart } = await import('./machines/worker-part.js');
  return await workerPart(settings, datasets, member);
}

/**
 * {@link RunData} that begins to be opened as soon as it has been looked at, while the network is loaded: that takes until first
 * batches have been decoded. Disposing it waits until nothing reads it any more.
 */
export class EarlyData implements AsyncDisposable {
  readonly #train: Promise<DataIter>;
  readonly #validation: Promise<DataIter | undefined>;
  readonly #part: Promise<Partition>;

  /**
   * @param state - the state that the run goes on with
   * @param network - when the network is there. Nobody wants batches before, and whoever waits for one keeps it waiting
   * @param member - this process among several machines
   */
  constructor(
    settings: RunSettings,
    datasets: Promise<Datasets>,
    state: SavedState | undefined,
    network: Promise<unknown>,
    member: Member | undefined,
  ) {
    const order = { firstRead: network.catch(() => {}) };
    const looked = datasets.then(async (known) => {
      const whole = { ...settings, ...known.files };
      requireEnlargement(known, whole);
      return { known, whole, ...(await partOf(whole, known, member)) };
    });
    this.#part = looked.then(({ part }) => part);
    this.#train = looked.then(({ known, whole, part }) =>
      openTrain(whole, known, part, state, order),
    );
    this.#validation = looked.then(({ known, whole, part, measured }) =>
      openValidation(whole, known, part, measured, order),
    );
    // The run looks at the same, and is told what is wrong.
    for (const early of [this.#part, this.#train, this.#validation]) early.catch(() => {});
  }

  /**
   * Waits until libmxnet has opened the files. While it does, it looks at every file in their folder, and must not find one
   * that goes away.
   */
  async opened(): Promise<RunData> {
    const [train, validation] = await Promise.all([this.#train, this.#validation]);
    return { train, validation, part: await this.#part };
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
  part: Partition,
  state: SavedState | undefined,
  order: ReadingOrder,
): Promise<DataIter> {
  if (settings.benchmark !== 0) {
    const random = new SyntheticIter({
      shape: [batchSize, ...parseImageShape('--image-shape', settings.imageShape)],
      numClasses: settings.numClasses,
      batches: Math.floor(images / batchSize),
      seed: settings.seed,
    });
    return inStep(random, part);
  }
  // With a seed for each epoch the data begin where the run was.
  const epoch = settings.reseedEpochs ? state?.record.position.epoch : undefined;
  return await trainIter(settings, batchSize, part, { epoch, ...order });
}

async function openValidation(
  settings: RunSettings,
  { batchSize, validation }: Datasets,
  part: Partition,
  images: number,
  order: ReadingOrder,
): Promise<DataIter | undefined> {
  const { dataVal } = settings;
  if (dataVal === undefined || validation === undefined) return undefined;
  return await validationIter({ ...settings, dataVal }, batchSize, part, images, order);
}

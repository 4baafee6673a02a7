/** The data of a run, opened. */

import type { DataIter } from '../io/data-iter.js';
import { LaterIter } from '../io/later-iter.js';
import type { ReadingOrder } from '../io/reading-order.js';
import { SyntheticIter } from '../io/synthetic-iter.js';
import { fillsUp, inStep, type Partition, trainIter, validationIter } from './data-iters.js';
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
  /** Perhaps not open yet. */
  validation: LaterIter | undefined;
  /** Whether what fills the last batch of a validation up is counted. */
  countPadding: boolean;
  part: Partition;
}

/** The data as they are known before they are opened. */
interface Looked extends WorkerPart {
  known: Datasets;
  /** With what is read. */
  whole: RunSettings;
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

/** What an {@link EarlyData} opens. */
export interface EarlyDataParts extends Required<ReadingOrder> {
  settings: RunSettings;
  datasets: Promise<Datasets>;
  /** The state that the run goes on with. */
  state: SavedState | undefined;
  /** This process among several machines. */
  member: Member | undefined;
}

/**
 * {@link RunData} that begins to be opened as soon as it has been looked at, while the network is loaded: that takes until the
 * first batch has been decoded. Disposing it waits until nothing reads it any more.
 */
export class EarlyData implements AsyncDisposable {
  /** The part of the data that this process reads. */
  readonly part: Promise<Partition>;
  readonly #train: Promise<DataIter>;
  readonly #looked: Promise<Looked>;
  readonly #member: Member | undefined;
  #validation: LaterIter | undefined;

  constructor({ settings, datasets, state, firstRead, member }: EarlyDataParts) {
    this.#member = member;
    this.#looked = datasets.then(async (known) => {
      const whole = { ...settings, ...known.files };
      requireEnlargement(known, whole);
      return { known, whole, ...(await partOf(whole, known, member)) };
    });
    this.#train = this.#looked.then(({ known, whole, part }) =>
      openTrain(whole, known, part, state, { firstRead }),
    );
    this.part = this.#looked.then(({ part }) => part);
    // The run looks at the same, and is told what is wrong.
    for (const early of [this.#looked, this.#train, this.part]) early.catch(() => {});
  }

  /**
   * Waits until libmxnet has opened the file to train with. While it does, it looks at every file in its folder, and must not find
   * one that goes away.
   */
  async opened(): Promise<RunData> {
    const { known, whole, part, measured } = await this.#looked;
    const train = await this.#train;
    const { dataVal } = whole;
    if (dataVal !== undefined && known.validation !== undefined) {
      const open = () => validationIter({ ...whole, dataVal }, known.batchSize, part, measured);
      this.#validation = new LaterIter(open, train);
      if (this.#opensAtOnce(whole)) await this.#validation.open();
    }
    const countPadding = fillsUp(whole, measured, known.batchSize);
    return { train, validation: this.#validation, countPadding, part };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#validation?.[Symbol.asyncDispose]();
    const train = await this.#train.catch(() => undefined);
    await train?.[Symbol.asyncDispose]();
  }

  /**
   * Passes that go on where the last one has ended begin where libmxnet has read to, which takes it a while. And when other
   * workers have begun, they write files, perhaps into the folder that libmxnet looks at.
   */
  #opensAtOnce({ compat }: RunSettings): boolean {
    return compat || this.#member !== undefined;
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

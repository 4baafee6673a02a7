/** The training of a run, begun before its turn. */

import type { DataDesc } from '../io/data-desc.js';
import type { KVStore } from '../kvstore/kvstore.js';
import { Module } from '../module/module.js';
import { prepare } from '../module/prepare.js';
import type { Logger } from '../runtime/logger.js';
import { together } from '../runtime/together.js';
import type { Partition } from './data-iters.js';
import type { Datasets } from './datasets.js';
import { fitOptions, openStore } from './fit-settings.js';
import type { Member } from './machines/member.js';
import type { Network } from './network.js';
import { parseImageShape } from './numbers.js';
import type { RunSettings } from './options.js';
import type { FoundState } from './resume/find-state.js';
import { type OpenedRun, openRun } from './resume/open-run.js';
import type { Decisive } from './resume/run-record.js';

/** What an {@link EarlyTraining} binds, as soon as it is known. */
export interface EarlyTrainingParts {
  /** It must live longer than the training. */
  network: Promise<Network>;
  settings: RunSettings;
  datasets: Promise<Datasets>;
  /** This process among several machines. */
  member: Member | undefined;
}

/** What it begins with. */
export interface BeginningOfTraining {
  /** The settings as they were given. */
  given: RunSettings;
  /** With those of the run's beginning, when it goes on. */
  settings: RunSettings;
  network: Network;
  found: FoundState;
  datasets: Datasets;
  /** What the data are known by. */
  identities: Promise<Decisive['data']>;
  part: Promise<Partition>;
}

/** A training before its first batch. */
export interface BegunTraining extends OpenedRun {
  /** Bound. It has its first values and its optimizer too, unless the run goes on or is one of several machines. */
  module: Module;
  /** What of the training follows from the settings and the network alone. */
  training: ReturnType<typeof fitOptions>;
}

interface Bound {
  module: Module;
  kvstore: KVStore;
}

/**
 * A training that is made ready while its data are opened: of them it needs the shapes alone. Disposing waits until all that has
 * been begun has ended.
 */
export class EarlyTraining implements AsyncDisposable {
  readonly #bound: Promise<Bound>;
  #begun: Promise<BegunTraining> | undefined;
  #module: Module | undefined;
  /** The store of one machine. */
  #store: KVStore | undefined;

  constructor(parts: EarlyTrainingParts) {
    this.#bound = this.#bind(parts);
    // Whoever begins is told.
    this.#bound.catch(() => {});
  }

  /** When the lane is free for reading data. It does not fail. */
  get settled(): Promise<unknown> {
    return this.#bound.catch(() => {});
  }

  /**
   * Gives the module its first values.
   *
   * @throws {@link FineTuneError} as {@link openRun}, {@link MXNetError} when there is not enough memory
   */
  begin(parts: BeginningOfTraining, logger: Logger): Promise<BegunTraining> {
    this.#begun = this.#begin(parts, logger);
    // Whoever waits for the data first is told what is wrong with them.
    this.#begun.catch(() => {});
    return this.#begun;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled([this.#bound, this.#begun]);
    this.#module?.dispose();
    this.#store?.dispose();
  }

  async #bind({ network, settings, datasets, member }: EarlyTrainingParts): Promise<Bound> {
    const [{ trained, frozen, labelName }, { batchSize }] = await together([network, datasets]);
    if (member === undefined) this.#store = await openStore(settings);
    const module = new Module(trained, {
      devices: settings.devices,
      labelNames: [labelName],
      fixedParamNames: frozen,
    });
    this.#module = module;
    await module.bind(inputsOf(settings, labelName, batchSize));
    return { module, kvstore: (member?.store ?? this.#store) as KVStore };
  }

  async #begin(parts: BeginningOfTraining, logger: Logger): Promise<BegunTraining> {
    const { settings, network, datasets, found } = parts;
    const { module, kvstore } = await this.#bound;
    const part = await parts.part;
    const training = fitOptions(settings, network, { ...datasets, part, kvstore, logger });
    // A store of several machines waits for them, and it is not known yet whether all of them can begin.
    const isAlone = this.#store !== undefined;
    const [opened] = await together([
      openRun({ ...parts, state: found.state }, logger),
      found.state === undefined && isAlone
        ? prepare(module, inputsOf(settings, network.labelName, datasets.batchSize), training)
        : undefined,
    ]);
    return { ...opened, module, training };
  }
}

/** What every iterator of a run delivers; the label by the name that the network has for it. */
function inputsOf(
  { imageShape }: RunSettings,
  labelName: string,
  rows: number,
): Record<'data' | 'label', DataDesc[]> {
  const image = parseImageShape('--image-shape', imageShape);
  return {
    data: [{ name: 'data', shape: [rows, ...image], dtype: 'float32' }],
    label: [{ name: labelName, shape: [rows], dtype: 'float32' }],
  };
}

/** Making a module what it was when a state was saved. */

import { resolve } from 'node:path';
import { loadOptimizerStates } from '../../checkpoint/optimizer-states.js';
import { readParamsDirectory } from '../../checkpoint/params-directory.js';
import type { DataIter } from '../../io/data-iter.js';
import type { FitOptions } from '../../module/fit.js';
import type { Module } from '../../module/module.js';
import type { FitResumption } from '../../module/safe-point.js';
import { loadArrays } from '../../ndarray/named-arrays.js';
import type { NDArray } from '../../ndarray/ndarray.js';
import type { Updater } from '../../optimizer/updater.js';
import type { Logger } from '../../runtime/logger.js';
import { seed } from '../../runtime/random.js';
import { fillsUp } from '../data-iters.js';
import type { RunSettings } from '../options.js';
import type { SavedState } from './find-state.js';
import type { OwnNetwork } from './own-network.js';
import type { Participants } from './participants.js';
import { Redraw } from './redraw.js';
import { replay } from './replay.js';
import type { RunRecord } from './run-record.js';
import { epochSeed } from './seeds.js';
import type { StateFiles } from './state-files.js';
import type { RunFacts } from './state-writer.js';

/** What is restored, and into what. */
export interface RestorePlan {
  state: SavedState;
  own: OwnNetwork;
  settings: RunSettings;
  /** Settings that are not as they were, by option. */
  changed: ReadonlySet<string>;
  facts: RunFacts;
  /** Rows in a batch. */
  batchSize: number;
  /** Bound, and nothing more. */
  module: Module;
  /** What the run trains with: the module gets its first values and its optimizer as it got them at the beginning. */
  training: FitOptions;
  participants: Participants;
  logger: Logger;
  signal: AbortSignal | undefined;
}

/** Where the training goes on. */
export interface Restored {
  resumption: FitResumption;
  /** Batches that were gone over again. */
  replayed: number;
}

/** These decide what an optimizer remembers, and under which names. */
const STATES = ['--optimizer', '--kv-store', '--gpus or --cpus', 'MXNET_UPDATE_ON_KVSTORE'];

/** These decide about the rate. */
const RATE = ['--lr', '--lr-factor', '--lr-step-epochs', '--num-epochs', '--batch-size'];

/**
 * Restores everything, in the order in which a run comes to it: first values, optimizer, data and generators; then the states of
 * the optimizer.
 *
 * @throws {@link FineTuneError} `ERR_CHECKPOINT_…`, `ERR_DATA`
 */
export async function restore(plan: RestorePlan): Promise<Restored> {
  const { state, own, module, training, participants } = plan;
  const { train } = training;
  using redraw = await Redraw.bind({
    symbol: own.network.trained,
    inputs: [...train.provideData, ...train.provideLabel],
    devices: module.devices,
    ranges: module.ranges,
  });
  giveValues(plan);
  const { kvstore, optimizer, optimizerOptions } = training;
  await module.initOptimizer({ kvstore, optimizer, optimizerOptions });
  const restored = await comeToPosition(plan, redraw, train);
  await restoreOptimizer(plan, module.updater as Updater);
  participants.restore(state.record.progress, state.files.record);
  return restored;
}

/** Initializers draw what they drew; then every value is what it was. */
function giveValues({ state, own, module, training }: RestorePlan): void {
  const { network, values } = own;
  module.initParams({
    initializer: training.initializer,
    argParams: network.argParams,
    auxParams: network.auxParams,
    allowMissing: true,
  });
  if (state.record.position.phase === 'training') {
    module.setDeviceValues(values);
  } else {
    const auxParams = values.auxParams[0] ?? new Map<string, NDArray>();
    module.setParams({ argParams: values.argParams, auxParams });
  }
}

async function comeToPosition(
  plan: RestorePlan,
  redraw: Redraw,
  train: DataIter,
): Promise<Restored> {
  const { settings, changed, module, training, batchSize, logger, signal } = plan;
  const { record } = plan.state;
  const { position, begin, metrics, seconds } = record;
  if (!plan.facts.continuous) {
    return { resumption: startAgain(plan), replayed: 0 };
  }
  const { reseedEpochs } = settings;
  if (reseedEpochs) seed(epochSeed(settings.seed, position.epoch));
  const replayed = await replay({
    from: reseedEpochs ? position.epoch : begin.epoch,
    to: position,
    batches: reseedEpochs ? batchesInEpoch(record, redraw) : record.batches,
    module,
    train,
    validation: training.validation,
    validationMoves: fillsUp(settings, record.decisive.data.validation?.records ?? 0, batchSize),
    redraw,
    logger,
    signal,
  });
  const isMeasured = !(changed.has('--top-k') || changed.has('--loss'));
  if (!isMeasured && position.phase === 'training') {
    logger.warning(
      `The training metrics of epoch ${position.epoch} are those of its batches from ${position.batch} on`,
    );
  }
  return {
    resumption: { ...position, metric: isMeasured ? metrics.state : {}, seconds },
    replayed,
  };
}

/** With seeds for each epoch, only what the same epoch has drawn counts, and only if something draws after it. */
function batchesInEpoch({ position }: RunRecord, { drawsAlways }: Redraw): number {
  const drawsAfter = position.phase === 'trained' && drawsAlways;
  return position.phase === 'training' || drawsAfter ? position.batch : 0;
}

/** Another stream of batches has no place where it would go on. */
function startAgain({ state, settings, logger }: RestorePlan): FitResumption {
  const { position } = state.record;
  if (position.phase !== 'training') {
    // With seeds for each epoch the next one has a pass of its own.
    return { ...position, metric: {}, seconds: 0, isUnread: !settings.reseedEpochs };
  }
  logger.warning(
    `Epoch ${position.epoch} begins again, from the values after its ${position.batch} batches: the batches are others now`,
  );
  return { ...position, batch: 0, metric: {}, seconds: 0 };
}

async function restoreOptimizer(plan: RestorePlan, updater: Updater): Promise<void> {
  const { changed, logger } = plan;
  const { record, files } = plan.state;
  const { learningRate, schedule, numUpdate, counts, scalars } = record.optimizer;
  const { optimizer } = updater;
  if (!RATE.some((option) => changed.has(option))) {
    optimizer.learningRate = learningRate;
    if (schedule !== null) optimizer.lrScheduler?.restore(schedule);
  }
  if (STATES.some((option) => changed.has(option))) {
    logger.warning('What the optimizer remembered is of no use any more; it begins anew');
    optimizer.restore({ numUpdate, counts: new Map() });
    return;
  }
  updater.setStates(await loadOptimizerStates(files.states));
  const arrays = record.files.sums === null ? new Map<string, NDArray>() : await loadSums(files);
  optimizer.restore({ numUpdate, counts: new Map(counts), scalars, arrays });
  for (const array of arrays.values()) array.dispose();
}

async function loadSums({ sums }: StateFiles): Promise<Map<string, NDArray>> {
  await readParamsDirectory(sums);
  // libmxnet would take a part of a relative path for the name of a protocol.
  return await loadArrays(resolve(sums));
}

/** The training of a run whose options, network and data have been checked. */

import { Speedometer } from '../callback/speedometer.js';
import { KVStore } from '../kvstore/kvstore.js';
import { type FitOptions, fit } from '../module/fit.js';
import { Module } from '../module/module.js';
import { Monitor } from '../module/monitor.js';
import { type Logger, SILENT } from '../runtime/logger.js';
import { seed } from '../runtime/random.js';
import { firstEpoch } from './check-options.js';
import type { Partition } from './data-iters.js';
import type { Datasets } from './datasets.js';
import type { FineTuneEvent, FineTuneResult } from './events.js';
import type { Guard } from './guard/guard.js';
import { openDivergence } from './guard/open-divergence.js';
import { chooseInitializer } from './initializer.js';
import { runMetric } from './metrics.js';
import type { Network } from './network.js';
import { beginData } from './open-data.js';
import { openRecorder } from './open-recorder.js';
import { optimizerOptions } from './optimizer-options.js';
import type { RunSettings } from './options.js';
import type { FoundState } from './resume/find-state.js';
import { openRun } from './resume/open-run.js';
import type { OwnNetwork } from './resume/own-network.js';
import { Participants } from './resume/participants.js';
import { restore } from './resume/restore.js';
import type { SaveRequest } from './resume/save-request.js';
import { Saver } from './resume/saver.js';
import { epochSeed } from './resume/seeds.js';
import { streamBegin } from './resume/stream-begin.js';
import { saveLists } from './save-lists.js';

/** What a training is made of. */
export interface TrainingParts {
  /** The settings as they were given. */
  given: RunSettings;
  /** With those of the run's beginning, when it goes on. */
  settings: RunSettings;
  network: Network;
  /** The values that the run goes on with. */
  own: OwnNetwork | undefined;
  found: FoundState;
  datasets: Datasets;
  guard: Guard;
}

/** How it talks to its surroundings. */
export interface TrainingContext {
  logger?: Logger;
  signal?: AbortSignal | undefined;
  saveRequest?: SaveRequest | undefined;
  onEvent?: (event: FineTuneEvent) => void;
}

/** Trains, from the first epoch or from where a run was. */
export async function train(
  parts: TrainingParts,
  { logger = SILENT, signal, saveRequest, onEvent = () => {} }: TrainingContext,
): Promise<FineTuneResult> {
  const { settings, network, own, found, datasets, guard } = parts;
  const { state } = found;
  using kvstore = await openStore(settings);
  const part = { rank: kvstore.rank, workers: kvstore.workers };
  // With a seed for each epoch the data begin where the run was.
  const epoch = settings.reseedEpochs ? state?.record.position.epoch : undefined;
  await using data = beginData(settings, datasets, part, epoch);
  const { facts, changed } = await openRun({ ...parts, state }, logger);
  using module = new Module(network.trained, {
    devices: settings.devices,
    labelNames: [network.labelName],
    fixedParamNames: network.frozen,
  });
  const { batchSize } = datasets;
  const told = { logger, onEvent };
  const speedometer = openSpeedometer(settings, batchSize, told);
  const participants = new Participants();
  using divergence = openDivergence(settings, {
    ...{ module, batchSize, part, ...told },
    begin: streamBegin(settings, facts, state),
    checkpoint: () => recorder.checkpoint,
  });
  const recorder = await openRecorder(
    { settings, network, datasets, module, guard, divergence, found, facts },
    { participants, ...told },
  );
  // What cannot be allocated is known before the run's files are opened.
  await module.bind({ data: data.train.provideData, label: data.train.provideLabel });
  await data.train.opened();
  signal?.throwIfAborted();
  await saveLists(settings);
  recorder.start();
  const training: FitOptions = {
    train: data.train,
    validation: data.validation,
    ...fitOptions(settings, network, { ...datasets, part, kvstore, logger }),
    onBatchEnd: [
      (event) => recorder.batchEnd(event),
      (event) => speedometer.batchEnd(event),
      // Nobody waits for it: the first batch comes sooner, and the epoch is not over yet.
      () => data.validation?.begin(),
    ],
    onEpochEnd: [(event) => recorder.epochEnd(event)],
    onValidationEnd: [(event) => recorder.validationEnd(event)],
    logger,
    signal,
    watch: divergence ?? undefined,
    shouldStop: () => guard.shouldStop(),
  };
  const plan = { settings, changed, module, participants, logger, signal, training };
  const restored = state && own && (await restore({ ...plan, state, own, facts, batchSize }));
  if (restored !== undefined) {
    const { phase, batch } = restored.resumption;
    speedometer.resume(phase === 'training' ? batch : 0);
    await recorder.resumed(state?.files.record ?? '', restored);
  }
  const resumption = restored?.resumption;
  const saver = new Saver({
    ...{ settings, recorder, guard, signal },
    request: saveRequest,
    resumption,
  });
  await fit(module, { ...training, resumption, onSafePoint: (point) => saver.safePoint(point) });
  await recorder.end();
  return recorder.result();
}

function openSpeedometer(
  { dispBatches }: RunSettings,
  batchSize: number,
  { logger, onEvent }: Required<Pick<TrainingContext, 'logger' | 'onEvent'>>,
): Speedometer {
  return new Speedometer({
    batchSize,
    frequent: dispBatches,
    logger,
    onWindow: (window) => onEvent({ type: 'window', ...window }),
  });
}

/** What of the training follows from the settings and the network alone. */
function fitOptions(
  settings: RunSettings,
  network: Network,
  {
    batchSize,
    images,
    part,
    kvstore,
    logger,
  }: { batchSize: number; images: number; part: Partition; kvstore: KVStore; logger: Logger },
): Omit<FitOptions, 'train'> {
  const epochSize = Math.ceil(Math.trunc(images / part.workers) / batchSize);
  return {
    beginEpoch: firstEpoch(settings),
    numEpoch: settings.numEpochs,
    metric: runMetric(settings),
    kvstore,
    optimizer: settings.optimizer,
    optimizerOptions: {
      ...optimizerOptions(settings, { batchSize, epochSize, workers: part.workers }, logger),
      attributes: network.attributes,
    },
    initializer: chooseInitializer(settings),
    argParams: network.argParams,
    auxParams: network.auxParams,
    allowMissing: true,
    onEpochBegin: (epoch) => {
      if (settings.reseedEpochs) seed(epochSeed(settings.seed, epoch));
    },
    countPadding: settings.compat,
    monitor: settings.monitor > 0 ? new Monitor({ interval: settings.monitor, logger }) : undefined,
  };
}

async function openStore({ kvStore, gcType, gcThreshold }: RunSettings): Promise<KVStore> {
  const store = await KVStore.create(kvStore);
  try {
    if (gcType !== 'none') await store.setGradientCompression(gcType, gcThreshold);
    return store;
  } catch (error) {
    store.dispose();
    throw error;
  }
}

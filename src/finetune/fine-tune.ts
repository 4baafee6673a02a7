/** A whole run, from options to checkpoints. */

import { Speedometer } from '../callback/speedometer.js';
import { FineTuneError } from '../errors.js';
import type { DataIter } from '../io/data-iter.js';
import { SyntheticIter } from '../io/synthetic-iter.js';
import { KVStore } from '../kvstore/kvstore.js';
import type { DownloadProgress } from '../modelzoo/options.js';
import { fit } from '../module/fit.js';
import { Module } from '../module/module.js';
import { Monitor } from '../module/monitor.js';
import { openLibrary } from '../runtime/library.js';
import { type Logger, SILENT } from '../runtime/logger.js';
import { Profile } from '../runtime/profiler.js';
import { seed } from '../runtime/random.js';
import { requireDevices } from '../runtime/require-devices.js';
import { checkOptions, firstEpoch } from './check-options.js';
import { type Partition, trainIter, validationIter } from './data-iters.js';
import { DatasetScan } from './dataset-scan.js';
import type { Datasets } from './datasets.js';
import { withDefaults } from './defaults.js';
import type { FineTuneEvent, FineTuneResult } from './events.js';
import { withFolder } from './folder-data.js';
import { requireHalfPrecision } from './half-precision.js';
import { chooseInitializer } from './initializer.js';
import { runMetric } from './metrics.js';
import { logTransfer, type Network, prepareNetwork } from './network.js';
import { parseImageShape } from './numbers.js';
import { optimizerOptions } from './optimizer-options.js';
import type { FineTuneOptions, RunSettings } from './options.js';
import { refuseOverwriting, writingTo } from './output.js';
import { withPretrained } from './pretrained.js';
import { Recorder } from './recorder.js';
import { requireEnlargement, requireLibrary } from './require-library.js';
import { saveLists } from './save-lists.js';
import { testIo } from './test-io.js';

/** How a run talks to its surroundings. */
export interface FineTuneContext {
  logger?: Logger;
  /** Ends the run between two batches; {@link fineTune} then rejects with `ERR_INTERRUPTED`. */
  signal?: AbortSignal | undefined;
  onEvent?: (event: FineTuneEvent) => void;
  /** Told how far the download of a model is. */
  onDownload?: (progress: DownloadProgress) => void;
  /** Names the cache and the model zoo. @defaultValue `process.env` */
  environment?: NodeJS.ProcessEnv;
}

/**
 * Fine-tunes a checkpoint on a record file (MXNet's `fine-tune.py`): options, devices, checkpoint, data and output are
 * checked in this order before the first batch.
 *
 * @throws {@link FineTuneError}, {@link MXNetError}
 */
export async function fineTune(
  options: FineTuneOptions,
  context: FineTuneContext = {},
): Promise<FineTuneResult> {
  const { signal, onEvent = () => {} } = context;
  try {
    signal?.throwIfAborted();
    const result = await run(options, { ...context, logger: telling(context.logger, onEvent) });
    onEvent({ type: 'end', status: 'completed', message: undefined });
    return result;
  } catch (error) {
    const interrupted = signal?.aborted === true && error === signal.reason;
    const failure = interrupted ? interruption(error) : error;
    const message = failure instanceof Error ? failure.message : String(failure);
    onEvent({ type: 'end', status: interrupted ? 'interrupted' : 'failed', message });
    throw failure;
  }
}

function interruption(cause: unknown): FineTuneError {
  return new FineTuneError(
    'ERR_INTERRUPTED',
    'the run was interrupted; the checkpoints that were written are complete',
    { cause },
  );
}

/** Warnings are events too. */
function telling(logger: Logger = SILENT, onEvent: (event: FineTuneEvent) => void): Logger {
  return {
    info: (message) => logger.info(message),
    warning: (message) => {
      logger.warning(message);
      onEvent({ type: 'warning', message });
    },
  };
}

async function run(options: FineTuneOptions, context: FineTuneContext): Promise<FineTuneResult> {
  const { logger = SILENT, signal } = context;
  const { settings: given, layout } = await withFolder(withDefaults(options));
  checkOptions(given);
  await using scan = new DatasetScan(given, { ...context, layout });
  await openLibrary();
  requireDevices(given.devices);
  requireHalfPrecision(given);
  requireLibrary(given);
  const chosen = await withPretrained(given, { ...context, logger });
  await refuseOverwriting(chosen);
  using network = await prepareNetwork(chosen, logger);
  signal?.throwIfAborted();
  const datasets = await scan.result(logger);
  const settings = { ...chosen, ...datasets.files };
  requireEnlargement(datasets, settings);
  if (settings.testIo !== 0) return await measureReading(settings, datasets, context);
  logTransfer(network, logger);
  seed(settings.seed);
  return await writingTo(settings.modelPrefix, logger, () =>
    profiled(settings.profileWorkerSuffix, () => train(settings, network, datasets, context)),
  );
}

async function profiled<Result>(file: string, work: () => Promise<Result>): Promise<Result> {
  const profile = file === '' ? undefined : await Profile.start(file);
  try {
    return await work();
  } finally {
    await profile?.stop();
  }
}

async function measureReading(
  settings: RunSettings,
  { batchSize }: Datasets,
  { logger = SILENT, signal }: FineTuneContext,
): Promise<FineTuneResult> {
  const open = () => trainIter(settings, batchSize, { rank: 0, workers: 1 });
  await testIo(open, { batchSize, dispBatches: settings.dispBatches, logger, signal });
  return { checkpoint: undefined, train: [], validation: [] };
}

async function train(
  settings: RunSettings,
  network: Network,
  datasets: Datasets,
  { logger = SILENT, signal, onEvent = () => {} }: FineTuneContext,
): Promise<FineTuneResult> {
  using kvstore = await openStore(settings);
  const part = { rank: kvstore.rank, workers: kvstore.workers };
  const { batchSize, images } = datasets;
  await using trainData = await openTraining(settings, datasets, part);
  await using validation = await openValidation(settings, datasets, part);
  using module = new Module(network.trained, {
    devices: settings.devices,
    labelNames: [network.labelName],
    fixedParamNames: network.frozen,
  });
  const epochSize = Math.ceil(Math.trunc(images / part.workers) / batchSize);
  const speedometer = new Speedometer({
    batchSize,
    frequent: settings.dispBatches,
    logger,
    onWindow: (window) => onEvent({ type: 'window', ...window }),
  });
  const recorder = new Recorder(settings, network.symbol, datasets, { logger, onEvent });
  // What cannot be allocated is known before the run's files are opened.
  await module.bind({ data: trainData.provideData, label: trainData.provideLabel });
  signal?.throwIfAborted();
  await saveLists(settings);
  recorder.start();
  await fit(module, {
    train: trainData,
    validation: validation ?? undefined,
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
    countPadding: settings.compat,
    monitor: settings.monitor > 0 ? new Monitor({ interval: settings.monitor, logger }) : undefined,
    onBatchEnd: [(event) => recorder.batchEnd(event), (event) => speedometer.batchEnd(event)],
    onEpochEnd: [(event) => recorder.epochEnd(event)],
    onValidationEnd: [(event) => recorder.validationEnd(event)],
    logger,
    signal,
  });
  return recorder.result();
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

async function openTraining(
  settings: RunSettings,
  { batchSize, images }: Datasets,
  part: Partition,
): Promise<DataIter> {
  if (settings.benchmark === 0) return await trainIter(settings, batchSize, part);
  return new SyntheticIter({
    shape: [batchSize, ...parseImageShape('--image-shape', settings.imageShape)],
    numClasses: settings.numClasses,
    batches: Math.floor(images / batchSize),
    seed: settings.seed,
  });
}

/** `null` can be disposed by `await using`, as nothing. */
async function openValidation(
  settings: RunSettings,
  { validation, batchSize }: Datasets,
  part: Partition,
): Promise<DataIter | null> {
  const { dataVal } = settings;
  if (dataVal === undefined || validation === undefined) return null;
  return await validationIter({ ...settings, dataVal }, batchSize, part, validation.images);
}

/** The steps of a run, in their order. */

import { reporting } from '../checkpoint/output-error.js';
import { requireNoFolder, testWriting } from '../files/atomic-write.js';
import { openLibrary } from '../runtime/library.js';
import { SILENT } from '../runtime/logger.js';
import { Profile } from '../runtime/profiler.js';
import { seed } from '../runtime/random.js';
import { requireDevices } from '../runtime/require-devices.js';
import { otherNumbers } from './catalogue-hint.js';
import { checkOptions } from './check-options.js';
import type { FineTuneContext } from './context.js';
import { trainIter } from './data-iters.js';
import { DatasetScan } from './dataset-scan.js';
import type { Datasets } from './datasets.js';
import { withDefaults, withEpochNumber } from './defaults.js';
import { EarlyCheckpoint } from './early-checkpoint.js';
import type { FineTuneResult } from './events.js';
import { measures, withFolder } from './folder-data.js';
import { Guard } from './guard/guard.js';
import { requireHalfPrecision } from './half-precision.js';
import { logTransfer } from './network.js';
import { EarlyData } from './open-data.js';
import type { FineTuneOptions, RunSettings } from './options.js';
import { writingTo } from './output.js';
import { withPretrained } from './pretrained.js';
import { requireEnlargement, requireLibrary } from './require-library.js';
import { completedRun } from './resume/completed.js';
import { findState } from './resume/find-state.js';
import { openNetwork } from './resume/open-network.js';
import { settingsOf } from './resume/open-run.js';
import { testIo } from './test-io.js';
import { train } from './train.js';

/**
 * Checks options, devices, checkpoint, data and output, in this order, and trains.
 *
 * @throws {@link FineTuneError}, {@link MXNetError}; the signal's reason when it has fired
 */
export async function run(
  options: FineTuneOptions,
  context: FineTuneContext,
): Promise<FineTuneResult> {
  const { logger = SILENT, signal } = context;
  const asked = withDefaults(await withEpochNumber(options));
  const folder = await withFolder(asked);
  const { settings: named, layout } = folder;
  const found = await findState(named, logger);
  const given = settingsOf(named, found.state);
  checkOptions(given, measures(folder));
  const guard = new Guard(given, logger, context.now);
  const completed = found.state && completedRun(given, found.state, guard, logger);
  if (completed !== undefined) return completed;
  await using scan = new DatasetScan(given, { ...context, layout });
  const library = openLibrary();
  const isBegun = found.state !== undefined;
  await using pretrained = new EarlyCheckpoint(isBegun ? undefined : given, library);
  await library;
  requireDevices(given.devices);
  requireHalfPrecision(given);
  requireLibrary(given);
  const chosen = isBegun ? given : await withPretrained(given, { ...context, logger });
  const opening = openNetwork(chosen, found.state, pretrained, logger);
  await using early =
    chosen.testIo === 0 ? new EarlyData(chosen, scan.datasets, found.state, opening) : undefined;
  const numbers = isBegun ? Promise.resolve([]) : otherNumbers(chosen, context.environment);
  // Told when the network is in order.
  numbers.catch(() => {});
  const { network, own } = await opening;
  using _ = network;
  for (const warning of await numbers) logger.warning(warning);
  signal?.throwIfAborted();
  const datasets = await scan.result(logger);
  const settings = { ...chosen, ...datasets.files };
  requireEnlargement(datasets, settings);
  if (early === undefined) return await measureReading(settings, datasets, context);
  if (!isBegun) logTransfer(network, logger);
  seed(settings.seed);
  const data = await early.opened();
  return await writingTo(settings.modelPrefix, logger, () =>
    profiled(settings.profileWorkerSuffix, () =>
      train({ given: named, settings, network, own, found, datasets, data, guard }, context),
    ),
  );
}

/** libmxnet says nothing when it cannot write the trace. */
async function profiled<Result>(file: string, work: () => Promise<Result>): Promise<Result> {
  if (file === '') return await work();
  await reporting(
    file,
    async () => {
      await testWriting(file);
      await requireNoFolder(file);
    },
    'choose another --profile-worker-suffix',
  );
  const profile = await Profile.start(file);
  try {
    return await work();
  } finally {
    await profile.stop();
  }
}

async function measureReading(
  settings: RunSettings,
  { batchSize }: Datasets,
  { logger = SILENT, signal }: FineTuneContext,
): Promise<FineTuneResult> {
  const open = () => trainIter(settings, batchSize, { rank: 0, workers: 1 });
  await testIo(open, { batchSize, dispBatches: settings.dispBatches, logger, signal });
  return { checkpoint: undefined, train: [], validation: [], best: undefined, reason: 'epochs' };
}

/** The steps of a run, in their order. */

import { FineTuneError } from '../errors.js';
import { isDistributed, roleOf } from '../kvstore/job.js';
import { disposedLater } from '../runtime/disposed-later.js';
import { openLibrary } from '../runtime/library.js';
import { type Logger, SILENT } from '../runtime/logger.js';
import { seed } from '../runtime/random.js';
import { requireDevices } from '../runtime/require-devices.js';
import { otherNumbers } from './catalogue-hint.js';
import { checkNames } from './check-names.js';
import { checkOptions } from './check-options.js';
import type { FineTuneContext } from './context.js';
import { trainIter } from './data-iters.js';
import { DatasetScan } from './dataset-scan.js';
import type { Datasets } from './datasets.js';
import { withDefaults, withEpochNumber } from './defaults.js';
import { EarlyCheckpoint } from './early-checkpoint.js';
import { EarlyTraining } from './early-training.js';
import type { FineTuneResult } from './events.js';
import { type FolderRun, measures, withFolder } from './folder-data.js';
import { Guard } from './guard/guard.js';
import { requireHalfPrecision } from './half-precision.js';
import { checkJobOptions } from './machines/check-job.js';
import type { Member } from './machines/member.js';
import { logTransfer } from './network.js';
import { EarlyData, partOf } from './open-data.js';
import type { FineTuneOptions, RunSettings } from './options.js';
import { writingTo } from './output.js';
import { withPretrained } from './pretrained.js';
import { profiled } from './profiled.js';
import { requireFiniteValues } from './require-finite-values.js';
import { requireEnlargement, requireLibrary } from './require-library.js';
import { completedRun } from './resume/completed.js';
import { identitiesOf } from './resume/decisive.js';
import { findState } from './resume/find-state.js';
import { openNetwork } from './resume/open-network.js';
import { settingsOf } from './resume/open-run.js';
import { testIo } from './test-io.js';
import { train } from './train.js';

/**
 * Checks options, devices, checkpoint, data and output, in this order, and trains. With other machines it finds them behind the
 * options.
 *
 * @throws {@link FineTuneError}, {@link MXNetError}; the signal's reason when it has fired
 */
export async function run(
  options: FineTuneOptions,
  context: FineTuneContext,
): Promise<FineTuneResult> {
  const asked = withDefaults(await withEpochNumber(options));
  checkNames(asked);
  checkJobOptions(asked);
  const folder = await withFolder(asked);
  if (!isDistributed(asked.kvStore)) {
    tellAlone(asked, context.logger ?? SILENT);
    return await runWorker(folder, undefined, context);
  }
  checkOptions(folder.settings, measures(folder));
  const { Member } = await import('./machines/member.js');
  const member = await Member.join(folder.settings, context);
  try {
    const result = await runWorker({ ...folder, settings: member.settings }, member, context);
    await member.leave();
    return result;
  } catch (error) {
    // What goes wrong with that too is of no interest any more.
    await member.giveUp(error).catch(() => {});
    throw error;
  }
}

/** What is said to processes of a job is not meant for a run of one machine. */
function tellAlone({ kvStore, profileServerSuffix }: RunSettings, logger: Logger): void {
  const role = roleOf();
  if (role === 'server' || role === 'scheduler') {
    throw new FineTuneError(
      'ERR_OPTION',
      `DMLC_ROLE is ${role}, but --kv-store ${kvStore} needs none: it trains on one machine. Use --kv-store dist_sync, or leave DMLC_ROLE away`,
    );
  }
  if (role !== undefined) {
    logger.warning(
      `DMLC_ROLE is ${role}, but --kv-store ${kvStore} trains on this machine alone. Several train together with --kv-store dist_sync`,
    );
  }
  if (profileServerSuffix !== '') {
    logger.warning('--profile-server-suffix has no effect: there are no servers on one machine');
  }
}

async function runWorker(
  folder: FolderRun,
  member: Member | undefined,
  context: FineTuneContext,
): Promise<FineTuneResult> {
  const { logger = SILENT, signal } = context;
  const { settings: named, layout } = folder;
  const found = await findState(named, logger);
  const given = settingsOf(named, found.state);
  checkOptions(given, measures(folder));
  const guard = new Guard(given, logger, context.now);
  const completed = found.state && completedRun(given, found.state, guard, logger);
  if (completed !== undefined) return completed;
  await using scan = new DatasetScan(given, { ...context, layout });
  const identities = scan.datasets.then((datasets) => identitiesOf(given, datasets));
  // Told when the run has been opened.
  identities.catch(() => {});
  const library = openLibrary();
  const isBegun = found.state !== undefined;
  await using pretrained = new EarlyCheckpoint(isBegun ? undefined : given, library);
  await library;
  requireDevices(given.devices);
  requireHalfPrecision(given);
  requireLibrary(given);
  const chosen = isBegun ? given : await withPretrained(given, { ...context, logger });
  const opening = openNetwork(chosen, found.state, pretrained, logger);
  const opened = opening.then(({ network }) => network);
  await using _ = disposedLater(opened);
  const early = { settings: chosen, network: opened, datasets: scan.datasets, member };
  await using training = chosen.testIo === 0 ? new EarlyTraining(early) : undefined;
  await using reading =
    training && new EarlyData({ ...early, state: found.state, firstRead: training.settled });
  // When something else has gone wrong nobody waits for the rest of the scan.
  using _scanning = scan.stopping();
  const numbers = isBegun ? Promise.resolve([]) : otherNumbers(chosen, context.environment);
  // Told when the network is in order.
  numbers.catch(() => {});
  const { network, own } = await opening;
  for (const warning of await numbers) logger.warning(warning);
  signal?.throwIfAborted();
  const datasets = await scan.result(logger);
  const settings = { ...chosen, ...datasets.files };
  requireEnlargement(datasets, settings);
  if (training === undefined || reading === undefined) {
    return await measureReading(settings, datasets, member, context);
  }
  if (!isBegun) logTransfer(network, logger);
  seed(settings.seed);
  const parts = { settings, network, own, found, datasets, guard, member };
  const beginning = training.begin(
    { ...parts, given: named, identities, part: reading.part },
    logger,
  );
  const finite = isBegun ? undefined : requireFiniteValues(network, chosen);
  // What is wrong with the data is told first, and this before anything is written.
  finite?.catch(() => {});
  const data = await reading.opened();
  const begun = await beginning;
  await finite;
  return await writingTo(settings.modelPrefix, logger, () =>
    profiled(settings.profileWorkerSuffix, () => train({ ...parts, data, begun }, context)),
  );
}

async function measureReading(
  settings: RunSettings,
  datasets: Datasets,
  member: Member | undefined,
  { logger = SILENT, signal }: FineTuneContext,
): Promise<FineTuneResult> {
  const { batchSize } = datasets;
  const { part } = await partOf(settings, datasets, member);
  await member?.begin(undefined);
  const open = () => trainIter(settings, batchSize, part);
  await testIo(open, { batchSize, dispBatches: settings.dispBatches, logger, signal });
  return { checkpoint: undefined, train: [], validation: [], best: undefined, reason: 'epochs' };
}

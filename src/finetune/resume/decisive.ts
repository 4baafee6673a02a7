/** Everything that decides about the bytes of a run: saved with its state, and compared before it goes on. */

import { cpus } from 'node:os';
import { sampledChecksum } from '../../files/checksum.js';
import { isDistributed } from '../../kvstore/job.js';
import { libraryInfo } from '../../runtime/library.js';
import { isRandomlyAugmented } from '../augmentation-kinds.js';
import type { Dataset } from '../dataset.js';
import type { Datasets } from '../datasets.js';
import type { RunSettings } from '../options.js';
import type { SavedValue } from './participants.js';
import type { DataIdentity, Decisive } from './run-record.js';

/** Options that decide about bytes in every run. */
const OPTIONS = [
  ...['numClasses', 'layerBeforeFullc', 'dtype', 'network', 'initializer', 'seed', 'compat'],
  ...['optimizer', 'lr', 'lrFactor', 'lrStepEpochs', 'mom', 'wd', 'lrMult', 'wdMult'],
  ...['macrobatchSize', 'warmupEpochs', 'warmupStrategy', 'fixedParams', 'freeze', 'freezeBn'],
  ...['batchSize', 'kvStore', 'gcType', 'gcThreshold', 'topK', 'loss', 'benchmark'],
  ...['imageShape', 'rgbMean', 'rgbStd', 'valResize', 'reseedEpochs', 'deterministic'],
] as const satisfies readonly (keyof RunSettings)[];

/** Variables of libmxnet that change what is computed, in which order, or by whom. */
const VARIABLES = [
  ...['OMP_NUM_THREADS', 'MXNET_ENGINE_TYPE', 'MXNET_CPU_WORKER_NTHREADS'],
  ...['MXNET_SUBGRAPH_BACKEND', 'MXNET_OPTIMIZER_AGGREGATION_SIZE', 'OPENBLAS_CORETYPE'],
];

/** What a run's data are known by. */
export async function identitiesOf(
  { benchmark }: RunSettings,
  { train, validation }: Datasets,
): Promise<Decisive['data']> {
  return {
    train: benchmark === 0 ? await identityOf(train) : null,
    validation: validation === undefined ? null : await identityOf(validation),
  };
}

/** What decides about the bytes of a run with these settings on these data. */
export function decisiveOf(
  settings: RunSettings,
  datasets: Datasets,
  data: Decisive['data'],
): Decisive {
  return {
    options: decisiveOptions(settings, datasets),
    data,
    library: libraryInfo()?.version ?? '',
    environment: environment(),
  };
}

function decisiveOptions(
  settings: RunSettings,
  { images }: Datasets,
): Readonly<Record<string, SavedValue>> {
  const entries: [string, SavedValue][] = OPTIONS.map((key) => [key, settings[key] ?? null]);
  const augmentation = Object.entries(settings.augmentation);
  entries.push(...augmentation.map(([key, value]) => [key, value ?? null] as [string, SavedValue]));
  entries.push(['numExamples', images], ['devices', settings.devices.join(', ')]);
  // By an index all records are shuffled, else those of a chunk: which file it is makes no difference.
  const isIndexed = settings.dataTrainIdx !== '' && settings.benchmark === 0;
  entries.push(['dataTrainIdx', isIndexed ? 'given' : null]);
  // With one seed for every image it makes no difference how many threads decode.
  const threads = settings.deterministic || settings.reseedEpochs;
  if (isRandomlyAugmented(settings.augmentation) && !threads) {
    entries.push(['dataNthreads', settings.dataNthreads]);
  }
  // Only a curve ends at the last epoch.
  if (settings.lrStepEpochs.includes('pow') && settings.lrFactor < 1) {
    entries.push(['numEpochs', settings.numEpochs]);
  }
  if (process.env['MXNET_UPDATE_ON_KVSTORE'] !== undefined) {
    entries.push(['MXNET_UPDATE_ON_KVSTORE', process.env['MXNET_UPDATE_ON_KVSTORE']]);
  }
  if (isDistributed(settings.kvStore)) {
    entries.push(['DMLC_NUM_WORKER', process.env['DMLC_NUM_WORKER'] ?? null]);
  }
  return Object.fromEntries(entries.map(([key, value]) => [optionName(key), value]));
}

/** `batchSize` as `--batch-size`; devices are chosen by two options, variables have names of their own. */
export function optionName(key: string): string {
  if (key === 'devices') return '--gpus or --cpus';
  if (key === key.toUpperCase()) return key;
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

async function identityOf({ file, images }: Dataset): Promise<DataIdentity> {
  return { records: images, ...(await sampledChecksum(file)) };
}

function environment(): Readonly<Record<string, string>> {
  const variables = VARIABLES.map((name) => [name, process.env[name] ?? ''] as const);
  return Object.fromEntries([...variables, ['processor', cpus()[0]?.model ?? '']]);
}

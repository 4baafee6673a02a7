/** From the settings of a run to those of its training. */

import { KVStore } from '../kvstore/kvstore.js';
import type { FitOptions } from '../module/fit.js';
import { Monitor } from '../module/monitor.js';
import type { Logger } from '../runtime/logger.js';
import { seed } from '../runtime/random.js';
import { firstEpoch } from './check-options.js';
import type { Partition } from './data-iters.js';
import { chooseInitializer } from './initializer.js';
import { epochBatches } from './machines/epoch-batches.js';
import { runMetric } from './metrics.js';
import type { Network } from './network.js';
import { optimizerOptions } from './optimizer-options.js';
import type { RunSettings } from './options.js';
import { epochSeed } from './resume/seeds.js';

/** What of the training follows from the settings and the network alone. */
export function fitOptions(
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
  const epochSize = epochBatches(images, part.workers, batchSize);
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
    monitor: settings.monitor > 0 ? new Monitor({ interval: settings.monitor, logger }) : undefined,
  };
}

/** The store of a run. */
export async function openStore({ kvStore, gcType, gcThreshold }: RunSettings): Promise<KVStore> {
  const store = await KVStore.create(kvStore);
  try {
    if (gcType !== 'none') await store.setGradientCompression(gcType, gcThreshold);
    return store;
  } catch (error) {
    store.dispose();
    throw error;
  }
}

/** What one worker reads. */

import { trainSet, validationSet } from '../data-files.js';
import type { Partition } from '../data-iters.js';
import type { Datasets } from '../datasets.js';
import type { RunSettings } from '../options.js';
import { epochBatches } from './epoch-batches.js';
import { requireShards, shardSizes } from './shards.js';

/** The parts of the data of one worker. */
export interface WorkerPart {
  part: Partition;
  /** Images that it validates with. */
  measured: number;
}

/**
 * The part of a worker. All have equally many batches in an epoch, however many images are in their parts: they train in step.
 *
 * @throws {@link FineTuneError} `ERR_DATA` when there is too little for any of them
 */
export async function workerPart(
  settings: RunSettings,
  { images, batchSize, validation }: Datasets,
  { rank, workers }: { rank: number; workers: number },
): Promise<WorkerPart> {
  const part = { rank, workers, batches: epochBatches(images, workers, batchSize) };
  if (settings.benchmark !== 0) return { part, measured: 0 };
  const trained = trainSet(settings);
  requireShards(trained, await shardSizes(trained, workers), batchSize, 'Lower --batch-size');
  const measured = validationSet(settings);
  if (measured === undefined || validation === undefined) return { part, measured: 0 };
  const sizes = await shardSizes(measured, workers);
  requireShards(measured, sizes, 1, 'Leave --data-val away');
  return { part, measured: sizes[rank] ?? 0 };
}

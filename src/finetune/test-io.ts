/** How fast the training data can be read. */

import { batchesOf, type DataIter } from '../io/data-iter.js';
import type { Logger } from '../runtime/logger.js';
import { fixed } from '../text/python-format.js';

/** What {@link testIo} needs to know. */
export interface TestIoOptions {
  /** Rows in a batch. */
  batchSize: number;
  /** Batches between two lines. */
  dispBatches: number;
  logger: Logger;
  signal?: AbortSignal | undefined;
  /** Milliseconds. @defaultValue `performance.now` */
  now?: () => number;
}

/**
 * Reads one pass of the training data and logs the speed (`--test-io`). The clock starts before the iterator is opened,
 * because it begins to decode at once; upstream's starts afterwards, and small sets look faster than they are.
 *
 * @returns images per second over the whole pass
 */
export async function testIo(
  open: () => Promise<DataIter>,
  { batchSize, dispBatches, logger, signal, now = () => performance.now() }: TestIoOptions,
): Promise<number> {
  const began = now();
  let started = began;
  let batches = 0;
  await using data = await open();
  for await (const batch of batchesOf(data)) {
    signal?.throwIfAborted();
    await Promise.all(batch.data.map((array) => array.waitToRead()));
    batches++;
    if (batches % dispBatches !== 0) continue;
    const speed = (dispBatches * batchSize) / ((now() - started) / 1000);
    logger.info(`Batch [${batches - 1}]\tSpeed: ${fixed(speed, 2)} samples/sec`);
    started = now();
  }
  const speed = (batches * batchSize) / ((now() - began) / 1000);
  logger.info(`Read ${batches} batches of ${batchSize}\tSpeed: ${fixed(speed, 2)} samples/sec`);
  return speed;
}

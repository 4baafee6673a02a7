/**
 * One node of a distributed training, as DMLC_ROLE says. Arguments: checkpoint prefix and epoch to start from, record file,
 * prefix to save to, type of the store. A worker saves as PREFIX-RANK and prints the values of its optimizer's rescaling.
 */

import {
  fit,
  imageRecordIter,
  KVStore,
  loadCheckpoint,
  Module,
  openLibrary,
  ResizeIter,
  saveCheckpoint,
  seed,
  serveKVStore,
} from '../../../src/index.js';

const [prefix = '', epoch = '', record = '', output = '', type = ''] = process.argv.slice(2);
if (process.env['DMLC_ROLE'] === 'worker') await train();
else await serveKVStore();

async function train(): Promise<void> {
  await openLibrary();
  seed(3);
  using kvstore = await KVStore.create(type);
  using checkpoint = await loadCheckpoint(prefix, Number(epoch));
  const { symbol, argParams, auxParams } = checkpoint;
  await using part = await imageRecordIter({
    pathImgrec: record,
    dataShape: [3, 28, 28],
    batchSize: 20,
    preprocessThreads: 1,
    partIndex: kvstore.rank,
    numParts: kvstore.workers,
  });
  // Parts are equal in bytes, not in images: with another number of batches one worker would wait for ever.
  const images = new ResizeIter(part, 15);
  using module = new Module(symbol);
  await fit(module, {
    train: images,
    numEpoch: 2,
    kvstore,
    optimizerOptions: { learningRate: 0.02, momentum: 0.9, wd: 0.001 },
    // Only the first worker's values count.
    argParams: kvstore.rank === 0 ? argParams : new Map(),
    auxParams,
    allowMissing: true,
  });
  const params = await module.getParams();
  await saveCheckpoint(`${output}-${kvstore.rank}`, 2, { symbol, ...params });
}

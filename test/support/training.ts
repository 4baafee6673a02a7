/** A real training, small enough for tests: a residual net on images of the record fixture. */

import { loadCheckpoint } from '../../src/checkpoint/load.js';
import { imageRecordIter } from '../../src/io/image-record-iter.js';
import { fit } from '../../src/module/fit.js';
import { Module } from '../../src/module/module.js';
import { fixture } from './paths.js';

/** How much is trained. */
export interface Training {
  epochs: number;
  /** @defaultValue 32 */
  batchSize?: number;
  /** Called after each batch, counted from 0. */
  onBatch?: (batch: number) => void;
}

/** Trains the residual net and disposes everything. 600 images are one epoch. */
export async function trainResidualNet({
  epochs,
  batchSize = 32,
  onBatch = () => {},
}: Training): Promise<void> {
  using checkpoint = await loadCheckpoint(fixture('models', 'resnet20'), 1);
  await using train = await imageRecordIter({
    pathImgrec: fixture('data', 'fm3_train.rec'),
    dataShape: [3, 28, 28],
    batchSize,
    preprocessThreads: 1,
  });
  using module = new Module(checkpoint.symbol);
  let batches = 0;
  await fit(module, {
    train,
    numEpoch: epochs,
    optimizer: 'sgd',
    optimizerOptions: { learningRate: 0.01, momentum: 0.9 },
    argParams: checkpoint.argParams,
    auxParams: checkpoint.auxParams,
    onBatchEnd: [() => onBatch(batches++)],
  });
}

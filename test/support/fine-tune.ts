/** Small runs on the fixtures. */

import type { FineTuneOptions } from '../../src/finetune/options.js';
import { fixture } from './paths.js';

/** The residual network on three classes of clothing, one epoch of 18 batches. */
export function smallRun(changes: Partial<FineTuneOptions> = {}): FineTuneOptions {
  return {
    pretrainedModel: fixture('models', 'resnet20'),
    loadEpoch: 1,
    beginEpoch: 0,
    numEpochs: 1,
    dataTrain: fixture('data', 'fm3_train.rec'),
    numClasses: 3,
    imageShape: '3,28,28',
    batchSize: 32,
    dataNthreads: 1,
    lr: 0.01,
    mom: 0.9,
    wd: 0.001,
    ...changes,
  };
}

/** {@link smallRun} as arguments of the command line. */
export function smallRunArguments(...more: string[]): string[] {
  return [
    ...['--pretrained-model', fixture('models', 'resnet20'), '--load-epoch', '1'],
    ...['--begin-epoch', '0', '--num-epochs', '1', '--num-classes', '3'],
    ...['--data-train', fixture('data', 'fm3_train.rec'), '--image-shape', '3,28,28'],
    ...['--batch-size', '32', '--data-nthreads', '1', '--lr', '0.01', '--mom', '0.9'],
    ...more,
  ];
}

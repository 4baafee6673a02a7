/** What every version trains, here and in its own Python. */

import { join } from 'node:path';
import { fixture } from '../support/paths.js';

/** One run. */
export interface TrainCase {
  title: string;
  folder: string;
  network: 'residual' | 'vgg';
  /** The last layer that is kept. */
  layer: string;
  optimizer: 'sgd' | 'adam';
  momentum?: number;
  lr: number;
  wd: number;
  seed: number;
  epochs: number;
  batch_size: number;
  images: number;
}

/** The file that is trained on and measured with: 150 images. */
export const DATA: string = fixture('data', 'fm3_val.rec');

const COMMON = { seed: 3, epochs: 2, batch_size: 16, images: 150 };

/** Momentum on both networks, Adam on one; the rate changes after the first epoch. */
export function trainCases(root: string): TrainCase[] {
  return [
    {
      ...COMMON,
      title: 'momentum on a residual network',
      folder: join(root, 'sgd-residual'),
      network: 'residual',
      layer: 'flatten0',
      optimizer: 'sgd',
      momentum: 0.9,
      lr: 0.05,
      wd: 0.001,
    },
    {
      ...COMMON,
      title: 'momentum on a network as VGG, with dropout',
      folder: join(root, 'sgd-vgg'),
      network: 'vgg',
      layer: 'drop7',
      optimizer: 'sgd',
      momentum: 0.9,
      lr: 0.002,
      wd: 0.001,
    },
    {
      ...COMMON,
      title: 'Adam on a residual network',
      folder: join(root, 'adam-residual'),
      network: 'residual',
      layer: 'flatten0',
      optimizer: 'adam',
      lr: 0.003,
      wd: 0.0001,
    },
  ];
}

/** The same as arguments of `train`. */
export function trainArguments(item: TrainCase): string[] {
  return [
    ...['train', '--pretrained-model', join(item.folder, 'start'), '--load-epoch', '0'],
    ...['--layer-before-fullc', item.layer, '--num-classes', '3', '--image-shape', '3,24,24'],
    ...['--data-train', DATA, '--data-val', DATA, '--data-nthreads', '1'],
    ...['--random-crop', '1', '--random-mirror', '1', '--batch-size', String(item.batch_size)],
    ...['--optimizer', item.optimizer, '--lr', String(item.lr), '--wd', String(item.wd)],
    ...(item.momentum === undefined ? [] : ['--mom', String(item.momentum)]),
    ...['--lr-step-epochs', '1', '--num-epochs', String(item.epochs), '--seed', String(item.seed)],
    ...['--model-prefix', join(item.folder, 'ours')],
  ];
}

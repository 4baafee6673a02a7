/** Small checkpoints with recipes, for everything that predicts. */

import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadCheckpoint } from '../../src/checkpoint/load.js';
import { saveRecipe } from '../../src/checkpoint/recipe.js';
import { saveCheckpoint } from '../../src/checkpoint/save.js';
import { fromTypedArray } from '../../src/ndarray/create.js';
import type { NDArray } from '../../src/ndarray/ndarray.js';
import { fixture } from './paths.js';
import { png } from './record-bytes.js';

/** Names of the ten classes of clothing. */
export const CLOTHES: readonly string[] = [
  'T-shirt',
  'trouser',
  'pullover',
  'dress',
  'coat',
  'sandal',
  'shirt',
  'sneaker',
  'bag',
  'ankle boot',
];

/** Copies the residual network into a folder, with a recipe, and gives its prefix. */
export async function clothesNet(folder: string, name = 'clothes'): Promise<string> {
  const prefix = join(folder, name);
  copyFileSync(fixture('models', 'resnet20-symbol.json'), `${prefix}-symbol.json`);
  copyFileSync(fixture('models', 'resnet20-0001.params'), `${prefix}-0001.params`);
  await saveRecipe(prefix, {
    classNames: CLOTHES,
    imageShape: [3, 28, 28],
    rgbMean: [127, 127, 127],
    rgbStd: [128, 128, 128],
    resize: 28,
    trainedOn: { file: 'clothes.rec', images: 60000 },
    pretrained: { prefix: 'none', epoch: 0 },
    versions: { 'mxnet-finetune': '0.1.0', libmxnet: '1.9.1' },
  });
  return prefix;
}

/** Makes the first bias of an epoch what a diverged training leaves: no numbers. */
export async function diverge(prefix: string, epoch = 1): Promise<void> {
  using checkpoint = await loadCheckpoint(prefix, epoch);
  const { argParams } = checkpoint;
  const [name, bias] = [...argParams].find(([key]) => key.endsWith('_bias')) as [string, NDArray];
  argParams.set(name, fromTypedArray(new Float32Array(bias.size).fill(Number.NaN), bias.shape));
  bias.dispose();
  await saveCheckpoint(prefix, epoch, checkpoint);
}

/** Pictures that differ from each other, as PNG files. */
export function pictures(count: number, side = 32): Buffer[] {
  return Array.from({ length: count }, (_, i) =>
    png(side, side, (x, y) => [(x * (7 + i)) & 255, (y * (11 + i * 3)) & 255, ((x ^ y) * i) & 255]),
  );
}

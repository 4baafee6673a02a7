/** Options that need a later libmxnet than the one that is open. */

import { FineTuneError } from '../errors.js';
import { libraryInfo } from '../runtime/library.js';
import { libraryIsAtLeast } from '../runtime/version.js';
import type { Datasets } from './datasets.js';
import { DEFAULT_AUGMENTATION } from './defaults.js';
import type { AugmentationSettings, RunSettings } from './options.js';

/** Augmentations that came with MXNet 1.3. */
const SINCE_1_3: readonly (readonly [option: string, setting: keyof AugmentationSettings])[] = [
  ['--random-resized-crop', 'randomResizedCrop'],
  ['--min-random-aspect-ratio', 'minRandomAspectRatio'],
  ['--max-random-area', 'maxRandomArea'],
  ['--min-random-area', 'minRandomArea'],
  ['--brightness', 'brightness'],
  ['--contrast', 'contrast'],
  ['--saturation', 'saturation'],
  ['--pca-noise', 'pcaNoise'],
];

/** Optimizers whose operators came with MXNet 1.6. */
const OPTIMIZERS_SINCE_1_6: readonly string[] = ['lars', 'lamb'];

/**
 * Refuses what the opened library cannot do: its iterators would ignore what they do not know.
 *
 * @throws {@link FineTuneError} `ERR_OPTION` naming the option and the version that has it
 */
export function requireLibrary({ augmentation, optimizer }: RunSettings): void {
  if (!libraryIsAtLeast(1, 3)) {
    for (const [option, setting] of SINCE_1_3) {
      if (augmentation[setting] !== DEFAULT_AUGMENTATION[setting]) throw tooOld(option, '1.3');
    }
  }
  if (OPTIMIZERS_SINCE_1_6.includes(optimizer.toLowerCase()) && !libraryIsAtLeast(1, 6)) {
    throw tooOld(`--optimizer ${optimizer}`, '1.6');
  }
}

/**
 * Refuses images that the opened library would end the process at, instead of enlarging them.
 *
 * @throws {@link FineTuneError} `ERR_DATA` naming the file
 */
export function requireEnlargement(
  { train, validation }: Datasets,
  { imageShape, valResize, augmentation }: RunSettings,
): void {
  if (libraryIsAtLeast(1, 3)) return;
  const cut = [
    augmentation.padSize === 0 ? train : undefined,
    valResize === undefined ? validation : undefined,
  ];
  for (const dataset of cut) {
    if (dataset === undefined || dataset.small === 0) continue;
    const { file, images, small } = dataset;
    throw new FineTuneError(
      'ERR_DATA',
      `${small} of ${images} images in ${file} are smaller than the network's input (${imageShape}), and MXNet before 1.3 ends the process at such an image instead of enlarging it. ` +
        'Pack the file with a larger --resize, or use a later libmxnet: npx mxnet-finetune install',
    );
  }
}

function tooOld(option: string, since: string): FineTuneError {
  const { path, version } = libraryInfo() ?? { path: 'libmxnet', version: '' };
  return new FineTuneError(
    'ERR_OPTION',
    `${option} needs MXNet ${since} or later, but ${path} is version ${version}. Leave it out, or use a later libmxnet: npx mxnet-finetune install`,
  );
}

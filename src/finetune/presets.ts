/** Defaults of other times. */

import type { AugmentationSettings } from './options.js';

/**
 * The augmentation levels of MXNet up to 1.2 (`set_data_aug_level`): 0 none; 1 crops and mirrors; 2 also changes colours; 3
 * also rotates, shears and changes the aspect ratio.
 */
const LEVELS: readonly Partial<AugmentationSettings>[] = [
  {},
  { randomCrop: 1, randomMirror: 1 },
  { maxRandomH: 36, maxRandomS: 50, maxRandomL: 50 },
  { maxRandomRotateAngle: 10, maxRandomShearRatio: 0.1, maxRandomAspectRatio: 0.25 },
];

/** The highest augmentation level. */
export const HIGHEST_LEVEL: number = LEVELS.length - 1;

/** What a level changes; each includes the ones below. */
export function augmentationLevel(level: number): Partial<AugmentationSettings> {
  return Object.assign({}, ...LEVELS.slice(0, level + 1));
}

/** Versions of fine-tune.py whose defaults can be chosen. */
export type DefaultsVersion = '0.11' | '1.3' | '1.9.1';

/** What the versions have by themselves. */
export const VERSION_DEFAULTS: Readonly<
  Record<DefaultsVersion, { augLevel: number; valResize: number | undefined }>
> = {
  // Until 1.2 training cropped and mirrored at random.
  '0.11': { augLevel: 1, valResize: undefined },
  // Only 1.3 resized the validation images.
  '1.3': { augLevel: 0, valResize: 256 },
  '1.9.1': { augLevel: 0, valResize: undefined },
};

/** Augmentations that libmxnet would refuse in the middle of a run, or take for something else. */

import { FineTuneError } from '../errors.js';
import { atLeast, checkNumber, type NumberRule, POSITIVE, SWITCH, whole } from './check-numbers.js';
import type { AugmentationSettings } from './options.js';

/** A side that is not given. */
const NONE = -1;

const RULES: Readonly<Record<keyof AugmentationSettings, NumberRule>> = {
  randomCrop: SWITCH,
  randomMirror: SWITCH,
  randomResizedCrop: SWITCH,
  padSize: whole(0),
  fillValue: whole(0, 255),
  maxRandomH: whole(0),
  maxRandomS: whole(0),
  maxRandomL: whole(0),
  maxRandomRotateAngle: whole(0),
  maxRandomAspectRatio: atLeast(0),
  minRandomAspectRatio: POSITIVE,
  maxRandomShearRatio: atLeast(0),
  maxRandomScale: POSITIVE,
  minRandomScale: POSITIVE,
  maxRandomArea: POSITIVE,
  minRandomArea: POSITIVE,
  maxCropSize: whole(NONE),
  minCropSize: whole(NONE),
  brightness: atLeast(0),
  contrast: atLeast(0),
  saturation: atLeast(0),
  pcaNoise: atLeast(0),
};

/**
 * Checks each augmentation by itself, and together with the others.
 *
 * @throws {@link FineTuneError} `ERR_OPTION`
 */
export function checkAugmentation(settings: AugmentationSettings): void {
  for (const [name, rule] of Object.entries(RULES)) {
    const value = settings[name as keyof AugmentationSettings];
    if (value !== undefined) checkNumber(flagOf(name), value, rule);
  }
  checkOrder('--min-random-scale', settings.minRandomScale, settings.maxRandomScale);
  const { minRandomAspectRatio, maxRandomAspectRatio } = settings;
  if (minRandomAspectRatio !== undefined) {
    checkOrder('--min-random-aspect-ratio', minRandomAspectRatio, maxRandomAspectRatio);
  }
  checkCropSizes(settings);
  checkResizedCrop(settings);
}

function checkOrder(option: string, least: number, most: number): void {
  if (least <= most) return;
  throw refused(
    `${option} must be at most ${option.replace('min', 'max')}, received ${least} and ${most}`,
  );
}

/** Both sides are given, or none. */
function checkCropSizes({ minCropSize, maxCropSize }: AugmentationSettings): void {
  if (minCropSize === NONE && maxCropSize === NONE) return;
  if (minCropSize >= 1 && minCropSize <= maxCropSize) return;
  throw refused(
    `--min-crop-size and --max-crop-size must both be given, the first from 1 to the second; received ${minCropSize} and ${maxCropSize}`,
  );
}

/** It makes a size and a place of its own. */
function checkResizedCrop(settings: AugmentationSettings): void {
  if (settings.randomResizedCrop === 0) return;
  checkOrder('--min-random-area', settings.minRandomArea, settings.maxRandomArea);
  const other = [
    ['--random-crop', settings.randomCrop === 0],
    ['--max-random-scale', settings.maxRandomScale === 1],
    ['--min-random-scale', settings.minRandomScale === 1],
    ['--max-crop-size', settings.maxCropSize === NONE],
  ].find(([, unset]) => unset === false);
  if (other !== undefined) {
    throw refused(
      `--random-resized-crop and ${other[0]} do not go together. Leave one of them out`,
    );
  }
  if (settings.minRandomAspectRatio === undefined && settings.maxRandomAspectRatio >= 1) {
    throw refused(
      `--random-resized-crop with --max-random-aspect-ratio ${settings.maxRandomAspectRatio} needs --min-random-aspect-ratio`,
    );
  }
}

function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function refused(message: string): FineTuneError {
  return new FineTuneError('ERR_OPTION', message);
}

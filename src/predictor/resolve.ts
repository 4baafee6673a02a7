/** Everything that prediction needs to know of a checkpoint. */

import type { EpochName } from '../checkpoint/pointers.js';
import { resolveEpoch } from '../checkpoint/resolve-epoch.js';
import { FineTuneError } from '../errors.js';
import { checkNumber, whole, wrong } from '../finetune/check-numbers.js';
import { readClassNames } from '../finetune/class-names.js';
import { parseImageShape, parseRgb } from '../finetune/numbers.js';
import type { Preprocessing } from './preprocess.js';
import { RecipeSources } from './recipe-sources.js';

/** What is given instead of, or beside, what training has saved. */
export interface RecipeOptions {
  /** A number, `best` or `last`. @defaultValue `last` */
  epoch?: number | EpochName | undefined;
  /** A file with one class name per line, or the names. */
  classNames?: string | readonly string[] | undefined;
  /** Channels, height, width; also as a text with commas, as are the others. */
  imageShape?: string | readonly number[] | undefined;
  /** Subtracted from red, green and blue. */
  rgbMean?: string | readonly number[] | undefined;
  /** What is left is divided by it. */
  rgbStd?: string | readonly number[] | undefined;
  /** The length of the shorter side before the centre is cut out. */
  resize?: number | undefined;
  /** Names the cache, where the catalogue is. @defaultValue `process.env` */
  environment?: NodeJS.ProcessEnv | undefined;
}

/** A checkpoint's recipe, complete. */
export interface ResolvedRecipe extends Preprocessing {
  epoch: number;
  /** `undefined` when nobody has given any. */
  classNames: readonly string[] | undefined;
  /** The file that they come from. */
  classNamesSource: string;
  /** What was neither saved nor given, but known of the checkpoint's contents; in words. */
  catalogued: string[];
  /** What was neither saved, nor given, nor known, and what was taken instead. */
  assumed: string[];
}

/** The usual relation of the shorter side to the part that is cut out: 256 to 224. */
const RESIZE_RATIO = 256 / 224;

/** What MXNet's programs subtract when they are not told otherwise. */
const USUAL_MEAN = [123.68, 116.779, 103.939] as const;

/**
 * Puts together what training has saved beside the checkpoint, what is given, what the catalogue knows, and, for the rest, MXNet's
 * usual values.
 *
 * @throws {@link FineTuneError} `ERR_CHECKPOINT_NOT_FOUND`, `ERR_OPTION`, `ERR_DATA`
 */
export async function resolveRecipe(
  prefix: string,
  options: RecipeOptions,
): Promise<ResolvedRecipe> {
  const epoch = await resolveEpoch(prefix, options.epoch ?? 'last');
  const sources = await RecipeSources.of(prefix, epoch, options.environment);
  const imageShape =
    options.imageShape === undefined
      ? sources.value('imageShape', '--image-shape', [3, 224, 224])
      : parseImageShape('--image-shape', String(options.imageShape));
  const rgbMean =
    options.rgbMean === undefined
      ? sources.value('rgbMean', '--rgb-mean', USUAL_MEAN)
      : parseRgb('--rgb-mean', String(options.rgbMean));
  const rgbStd =
    options.rgbStd === undefined
      ? sources.value('rgbStd', '--rgb-std', [1, 1, 1])
      : parseRgb('--rgb-std', String(options.rgbStd));
  if (imageShape[0] === 4) {
    throw new FineTuneError('ERR_OPTION', 'prediction takes images of 1 or 3 channels, not of 4');
  }
  if (rgbStd.includes(0)) throw wrong('--rgb-std', 'not contain 0', rgbStd.join(','));
  if (options.resize !== undefined) checkNumber('--resize', options.resize, whole(1));
  const usual = Math.round(Math.min(imageShape[1], imageShape[2]) * RESIZE_RATIO);
  const resize = options.resize ?? sources.value('resize', '--resize', usual);
  const names =
    options.classNames === undefined ? sources.classNames() : await namesOf(options.classNames);
  const { interpolation, catalogued, assumed } = sources;
  const preprocessing = { imageShape, rgbMean, rgbStd, resize, interpolation };
  return { epoch, ...preprocessing, ...names, catalogued, assumed };
}

async function namesOf(
  classNames: string | readonly string[],
): Promise<Pick<ResolvedRecipe, 'classNames' | 'classNamesSource'>> {
  return typeof classNames === 'string'
    ? { classNames: await readClassNames(classNames), classNamesSource: classNames }
    : { classNames: [...classNames], classNamesSource: 'classNames' };
}

/** Everything that prediction needs to know of a checkpoint. */

import type { EpochName } from '../checkpoint/pointers.js';
import { loadRecipe, recipeFile } from '../checkpoint/recipe.js';
import { resolveEpoch } from '../checkpoint/resolve-epoch.js';
import { FineTuneError } from '../errors.js';
import { checkNumber, whole, wrong } from '../finetune/check-numbers.js';
import { readClassNames } from '../finetune/class-names.js';
import { parseImageShape, parseRgb } from '../finetune/numbers.js';
import type { Preprocessing } from './preprocess.js';

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
}

/** A checkpoint's recipe, complete. */
export interface ResolvedRecipe extends Preprocessing {
  epoch: number;
  /** `undefined` when nobody has given any. */
  classNames: readonly string[] | undefined;
  /** The file that they come from. */
  classNamesSource: string;
  /** What was neither saved nor given, and what was taken instead. */
  assumed: string[];
}

/** The usual relation of the shorter side to the part that is cut out: 256 to 224. */
const RESIZE_RATIO = 256 / 224;

/**
 * Puts together what training has saved beside the checkpoint, what is given, and, for the rest, MXNet's usual values.
 *
 * @throws {@link FineTuneError} `ERR_CHECKPOINT_NOT_FOUND`, `ERR_OPTION`, `ERR_DATA`
 */
export async function resolveRecipe(
  prefix: string,
  options: RecipeOptions,
): Promise<ResolvedRecipe> {
  const saved = await loadRecipe(prefix);
  const assumed: string[] = [];
  const assume = <Value>(value: Value, text: string): Value => {
    assumed.push(text);
    return value;
  };
  const imageShape =
    options.imageShape === undefined
      ? (saved?.imageShape ?? assume([3, 224, 224] as const, '--image-shape 3,224,224'))
      : parseImageShape('--image-shape', String(options.imageShape));
  const rgbMean =
    options.rgbMean === undefined
      ? (saved?.rgbMean ??
        assume([123.68, 116.779, 103.939] as const, '--rgb-mean 123.68,116.779,103.939'))
      : parseRgb('--rgb-mean', String(options.rgbMean));
  const rgbStd =
    options.rgbStd === undefined
      ? (saved?.rgbStd ?? assume([1, 1, 1] as const, '--rgb-std 1,1,1'))
      : parseRgb('--rgb-std', String(options.rgbStd));
  if (imageShape[0] === 4) {
    throw new FineTuneError('ERR_OPTION', 'prediction takes images of 1 or 3 channels, not of 4');
  }
  if (rgbStd.includes(0)) throw wrong('--rgb-std', 'not contain 0', rgbStd.join(','));
  if (options.resize !== undefined) checkNumber('--resize', options.resize, whole(1));
  const usual = Math.round(Math.min(imageShape[1], imageShape[2]) * RESIZE_RATIO);
  const resize =
    options.resize ?? (saved === undefined ? assume(usual, `--resize ${usual}`) : saved.resize);
  const classNames =
    options.classNames === undefined
      ? (saved?.classNames ?? assume(undefined, 'the numbers of the classes as their names'))
      : await namesOf(options.classNames);
  return {
    epoch: await resolveEpoch(prefix, options.epoch ?? 'last'),
    imageShape,
    rgbMean,
    rgbStd,
    resize,
    interpolation: saved?.interpolation,
    classNames,
    classNamesSource:
      options.classNames === undefined ? recipeFile(prefix) : sourceOf(options.classNames),
    assumed,
  };
}

async function namesOf(classNames: string | readonly string[]): Promise<readonly string[]> {
  return typeof classNames === 'string' ? await readClassNames(classNames) : [...classNames];
}

function sourceOf(classNames: string | readonly string[]): string {
  return typeof classNames === 'string' ? classNames : 'classNames';
}

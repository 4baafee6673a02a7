/** How images were made ready for a network, and what its outputs mean: saved beside a checkpoint. */

import { FineTuneError } from '../errors.js';
import { writeFileAtomically } from '../files/atomic-write.js';
import { decodeText, isMissing, readWhole, whyUnreadable } from '../files/readable.js';
import { reporting } from './output-error.js';

/** The version of the file's form. */
const FORMAT = 1;

/**
 * How the size of images is changed: `auto` averages areas when it shrinks and takes cubics when it enlarges, as `mx.image`;
 * `bilinear` is what ImageRecordIter does.
 */
export type Interpolation = 'auto' | 'bilinear';

/** What prediction has to know of training. */
export interface Recipe {
  /** Class names in the order of the network's outputs. */
  classNames: readonly string[];
  /** Channels, height, width of the network's input. */
  imageShape: readonly [channels: number, height: number, width: number];
  /** Subtracted from red, green and blue. */
  rgbMean: readonly [red: number, green: number, blue: number];
  /** What is left is divided by it. */
  rgbStd: readonly [red: number, green: number, blue: number];
  /**
   * The length of the shorter side before the centre is cut out; `null` when the images differed in size: then they are
   * cut as they are.
   */
  resize: number | null;
  /** How that is done. @defaultValue `auto` */
  interpolation?: Interpolation | undefined;
  /** What it was trained on. */
  trainedOn: { file: string; images: number };
  /** Where the kept layers came from. */
  pretrained: { prefix: string; epoch: number };
  /** Versions of what trained it. */
  versions: { 'mxnet-finetune': string; libmxnet: string };
}

/** `PREFIX-finetune.json`. */
export function recipeFile(prefix: string): string {
  return `${prefix}-finetune.json`;
}

/**
 * Writes a recipe beside a checkpoint.
 *
 * @throws {@link FineTuneError} `ERR_OUTPUT`
 */
export async function saveRecipe(prefix: string, recipe: Recipe): Promise<void> {
  const file = recipeFile(prefix);
  await reporting(file, () => writeFileAtomically(file, recipeText(recipe)));
}

/** The contents of the file. */
export function recipeText(recipe: Recipe): string {
  const content = { format: FORMAT, crop: 'center', channelOrder: 'RGB', ...recipe };
  return `${JSON.stringify(content, null, 2)}\n`;
}

/**
 * Reads the recipe beside a checkpoint.
 *
 * @returns `undefined` when there is none
 * @throws {@link FineTuneError} `ERR_CHECKPOINT_FORMAT` when it is damaged or of a later form
 */
export async function loadRecipe(prefix: string): Promise<Recipe | undefined> {
  const file = recipeFile(prefix);
  let bytes: Buffer;
  try {
    bytes = await readWhole(file);
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw unusable(`${file} ${whyUnreadable(cause)}`, cause);
  }
  let content: unknown;
  try {
    content = JSON.parse(decodeText(bytes) ?? '');
  } catch (cause) {
    throw unusable(`${file} is damaged: it is no JSON text`, cause);
  }
  const { format } = (content ?? {}) as { format?: unknown };
  if (typeof format === 'number' && format > FORMAT) {
    throw unusable(
      `${file} is a recipe of form ${format}; this version knows form ${FORMAT} only. Use a later version`,
    );
  }
  if (!isRecipe(content)) {
    throw unusable(`${file} is no recipe of form ${FORMAT}: it was perhaps changed by hand`);
  }
  return content;
}

function unusable(problem: string, cause?: unknown): FineTuneError {
  return new FineTuneError(
    'ERR_CHECKPOINT_FORMAT',
    `${problem}. Or remove it, and give --class-names, --image-shape, --rgb-mean and --rgb-std`,
    { cause },
  );
}

function isRecipe(content: unknown): content is Recipe {
  if (typeof content !== 'object' || content === null) return false;
  const recipe = content as Partial<Record<keyof Recipe | 'format', unknown>>;
  const { classNames, imageShape, rgbMean, rgbStd, resize } = recipe;
  return (
    recipe.format === FORMAT &&
    Array.isArray(classNames) &&
    classNames.every((name) => typeof name === 'string') &&
    isThree(imageShape, isSize) &&
    [1, 3, 4].includes(imageShape[0] as number) &&
    isThree(rgbMean, Number.isFinite) &&
    isThree(rgbStd, (value) => Number.isFinite(value) && value !== 0) &&
    (resize === null || isSize(resize)) &&
    [undefined, 'auto', 'bilinear'].includes(recipe.interpolation as Interpolation | undefined)
  );
}

function isThree(value: unknown, isRight: (item: unknown) => boolean): value is unknown[] {
  return Array.isArray(value) && value.length === 3 && value.every(isRight);
}

function isSize(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

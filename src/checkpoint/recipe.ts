/** How images were made ready for a network, and what its outputs mean: saved beside a checkpoint. */

import { readFile } from 'node:fs/promises';
import { FineTuneError } from '../errors.js';
import { writeFileAtomically } from '../files/atomic-write.js';

/** The version of the file's form. */
const FORMAT = 1;

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

/** Writes a recipe beside a checkpoint. */
export async function saveRecipe(prefix: string, recipe: Recipe): Promise<void> {
  const content = { format: FORMAT, crop: 'center', channelOrder: 'RGB', ...recipe };
  await writeFileAtomically(recipeFile(prefix), `${JSON.stringify(content, null, 2)}\n`);
}

/**
 * Reads the recipe beside a checkpoint.
 *
 * @returns `undefined` when there is none
 * @throws {@link FineTuneError} `ERR_CHECKPOINT_FORMAT` when it is damaged or of a later form
 */
export async function loadRecipe(prefix: string): Promise<Recipe | undefined> {
  const file = recipeFile(prefix);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw new FineTuneError('ERR_CHECKPOINT_FORMAT', `${file} is not JSON`, { cause });
  }
  if (!isRecipe(content)) {
    throw new FineTuneError(
      'ERR_CHECKPOINT_FORMAT',
      `${file} is not a recipe of form ${FORMAT}: it was written by another version, or changed by hand`,
    );
  }
  return content;
}

function isRecipe(content: unknown): content is Recipe {
  if (typeof content !== 'object' || content === null) return false;
  const recipe = content as Partial<Record<keyof Recipe | 'format', unknown>>;
  const isNumbers = (value: unknown) =>
    Array.isArray(value) && value.length === 3 && value.every((item) => typeof item === 'number');
  return (
    recipe.format === FORMAT &&
    Array.isArray(recipe.classNames) &&
    recipe.classNames.every((name) => typeof name === 'string') &&
    isNumbers(recipe.imageShape) &&
    isNumbers(recipe.rgbMean) &&
    isNumbers(recipe.rgbStd) &&
    (recipe.resize === null || typeof recipe.resize === 'number')
  );
}

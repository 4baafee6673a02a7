/** Checkpoint and recipe must belong together. */

import type { Checkpoint } from '../checkpoint/load.js';
import { compareForImages, isMismatch, mismatch } from '../checkpoint/mismatch.js';
import { paramsFile } from '../checkpoint/names.js';
import { recipeFile } from '../checkpoint/recipe.js';
import { FineTuneError } from '../errors.js';
import { requireNameCount } from '../finetune/class-names.js';
import { inferShape } from '../symbol/infer.js';
import type { ResolvedRecipe } from './resolve.js';

/**
 * The values must belong to the network, and there must be one name for each output.
 *
 * @returns the number of classes
 * @throws {@link FineTuneError} `ERR_CHECKPOINT_MISMATCH`, `ERR_OPTION`
 */
export async function requireFit(
  prefix: string,
  checkpoint: Checkpoint,
  { epoch, imageShape, classNames, classNamesSource }: ResolvedRecipe,
): Promise<number> {
  const comparison = await compareForImages(checkpoint.symbol, checkpoint, imageShape);
  if (isMismatch(comparison)) throw mismatch(paramsFile(prefix, epoch), imageShape, comparison);
  const { outputs } = await inferShape(checkpoint.symbol, { data: [1, ...imageShape] });
  const [shape = []] = outputs.values();
  const classes = shape.slice(1).reduce((product, length) => product * length, 1);
  if (classNames === undefined || classNames.length === classes) return classes;
  if (classNamesSource !== recipeFile(prefix)) {
    requireNameCount(classNamesSource, classNames, classes);
  }
  throw new FineTuneError(
    'ERR_CHECKPOINT_MISMATCH',
    `${classNamesSource} has ${classNames.length} class names, the network has ${classes} outputs. It belongs to another network`,
  );
}

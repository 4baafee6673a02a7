/** Options of `modelzoo add` about a checkpoint's images and classes. */

import { checkNumber, whole, wrong } from '../../finetune/check-numbers.js';
import { readClassNames } from '../../finetune/class-names.js';
import { parseImageShape, parseRgb } from '../../finetune/numbers.js';
import type { KnownRecipe } from '../../modelzoo/catalogue-file.js';
import type { Flag } from './flag.js';
import { PREDICT_FLAGS, type RecipeArguments } from './predict-flags.js';

const GROUP = 'What is known of it:';

/** Options that take a value: those of `predict`, under another heading. */
export const RECIPE_FLAGS: Readonly<Record<string, Flag>> = Object.fromEntries(
  ['class-names', 'image-shape', 'rgb-mean', 'rgb-std', 'resize'].map((name) => [
    name,
    { ...(PREDICT_FLAGS[name] as Flag), group: GROUP },
  ]),
);

/**
 * What the options tell; only what was given.
 *
 * @throws {@link FineTuneError} `ERR_OPTION`, `ERR_DATA`
 */
export async function givenRecipe(parsed: RecipeArguments): Promise<KnownRecipe> {
  const { 'class-names': names, 'image-shape': shape, 'rgb-mean': mean, 'rgb-std': std } = parsed;
  const { resize } = parsed;
  if (resize !== undefined) checkNumber('--resize', resize, whole(1));
  const rgbStd = std === undefined ? undefined : parseRgb('--rgb-std', std);
  if (rgbStd?.includes(0)) throw wrong('--rgb-std', 'not contain 0', rgbStd.join(','));
  return {
    ...(names !== undefined && { classNames: await readClassNames(names) }),
    ...(shape !== undefined && { imageShape: parseImageShape('--image-shape', shape) }),
    ...(mean !== undefined && { rgbMean: parseRgb('--rgb-mean', mean) }),
    ...(rgbStd !== undefined && { rgbStd }),
    ...(resize !== undefined && { resize }),
  };
}

/** Options of `modelzoo add` about a checkpoint's images and classes. */

import { checkNumber, whole, wrong } from '../../finetune/check-numbers.js';
import { readClassNames } from '../../finetune/class-names.js';
import { parseImageShape, parseRgb } from '../../finetune/numbers.js';
import type { KnownRecipe } from '../../modelzoo/catalogue-file.js';
import type { Flag } from './flag.js';

const GROUP = 'What is known of it:';
const shownDefault = 'as saved by training';

/** Options that take a value. */
export const RECIPE_FLAGS: Readonly<Record<string, Flag>> = {
  'class-names': {
    ...{ group: GROUP, type: 'text', shownDefault },
    describe: 'file with one class name a line',
  },
  'image-shape': {
    ...{ group: GROUP, type: 'text', shownDefault },
    describe: 'channels, height, width',
  },
  'rgb-mean': {
    ...{ group: GROUP, type: 'text', shownDefault },
    describe: 'means of red, green, blue',
  },
  'rgb-std': {
    ...{ group: GROUP, type: 'text', shownDefault },
    describe: 'deviations of red, green, blue',
  },
  resize: {
    ...{ group: GROUP, type: 'int', shownDefault },
    describe: 'shorter side before the centre is cut out',
  },
};

/** What yargs gives of {@link RECIPE_FLAGS}. */
export interface RecipeArguments {
  'class-names'?: string;
  'image-shape'?: string;
  'rgb-mean'?: string;
  'rgb-std'?: string;
  resize?: number;
}

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

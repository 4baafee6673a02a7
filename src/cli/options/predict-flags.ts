/** The options of `predict`. */

import type { RecipeOptions } from '../../predictor/resolve.js';
import type { Flag } from './flag.js';

const MODEL = 'Model:';
const IMAGES = 'Images:';

/** Options that take a value. */
export const PREDICT_FLAGS: Readonly<Record<string, Flag>> = {
  epoch: {
    group: MODEL,
    type: 'epoch',
    describe: 'epoch of the checkpoint, or best or last',
    shownDefault: 'last',
  },
  'top-k': { group: MODEL, type: 'int', describe: 'classes to show', shownDefault: 5 },
  'class-names': {
    group: MODEL,
    type: 'text',
    describe: 'file with one class name a line',
    shownDefault: 'as saved by training',
  },
  gpus: { group: MODEL, type: 'text', describe: 'a CUDA device', shownDefault: 'the CPU' },
  'image-shape': {
    group: IMAGES,
    type: 'text',
    describe: 'channels, height, width',
    shownDefault: 'as saved by training',
  },
  'rgb-mean': {
    group: IMAGES,
    type: 'text',
    describe: 'means of red, green, blue',
    shownDefault: 'as saved by training',
  },
  'rgb-std': {
    group: IMAGES,
    type: 'text',
    describe: 'deviations of red, green, blue',
    shownDefault: 'as saved by training',
  },
  resize: {
    group: IMAGES,
    type: 'int',
    describe: 'shorter side before the centre is cut out',
    shownDefault: 'as saved by training',
  },
};

/** What yargs gives of the options about a checkpoint's images and classes. */
export interface RecipeArguments {
  'class-names'?: string;
  'image-shape'?: string;
  'rgb-mean'?: string;
  'rgb-std'?: string;
  resize?: number;
}

/** The same as the library takes it. */
export function recipeOptions(parsed: RecipeArguments): Omit<RecipeOptions, 'epoch'> {
  return {
    classNames: parsed['class-names'],
    imageShape: parsed['image-shape'],
    rgbMean: parsed['rgb-mean'],
    rgbStd: parsed['rgb-std'],
    resize: parsed.resize,
  };
}

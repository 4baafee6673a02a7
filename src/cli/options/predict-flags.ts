/** The options of `predict`. */

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

/** The options of `pack`: those of MXNet's im2rec.py. */

import { FineTuneError } from '../../errors.js';
import { checkNumber, type NumberRule, whole } from '../../finetune/check-numbers.js';
import type { ListOptions } from '../../packing/make-lists.js';
import { PACK_DEFAULTS, type PackOptions } from '../../packing/pack-list.js';
import type { Flag } from './flag.js';

const LISTS = 'Lists:';
const RECORDS = 'Record files:';

/** Compression of PNG files; im2rec.py takes JPEG's 95 for it, which means 9, the slowest. */
const PNG_COMPRESSION = 6;

/** Options that take a value. */
export const PACK_FLAGS: Readonly<Record<string, Flag>> = {
  chunks: { group: LISTS, type: 'int', describe: 'number of lists', shownDefault: 1 },
  'train-ratio': {
    group: LISTS,
    type: 'float',
    describe: 'share of the images to train with',
    shownDefault: 1,
  },
  'test-ratio': {
    group: LISTS,
    type: 'float',
    describe: 'share of the images to test with',
    shownDefault: 0,
  },
  resize: {
    group: RECORDS,
    type: 'int',
    describe: 'length of the shorter side',
    shownDefault: 'as it is',
  },
  quality: {
    group: RECORDS,
    type: 'int',
    describe: 'of JPEG, 1 to 100; compression of PNG, 0 to 9',
    shownDefault: `${PACK_DEFAULTS.quality}, or ${PNG_COMPRESSION}`,
  },
  'num-thread': {
    group: RECORDS,
    type: 'int',
    describe: 'processors to work with',
    shownDefault: 'number of processors',
  },
  color: {
    group: RECORDS,
    type: 'int',
    describe: '1 in colour, 0 gray, -1 as it is, with transparency',
    shownDefault: 1,
  },
  encoding: { group: RECORDS, type: 'text', describe: '.jpg or .png', shownDefault: '.jpg' },
  'on-bad-image': {
    group: RECORDS,
    type: 'text',
    describe: 'images that cannot be packed are left out: error ends with 3, skip with 0',
    shownDefault: 'error',
  },
};

/** Options that are set or not. */
export const PACK_SWITCHES: Readonly<Record<string, { group: string; describe: string }>> = {
  list: { group: LISTS, describe: 'make lists; without it, record files from lists' },
  recursive: { group: LISTS, describe: 'go into folders, each of which gets a label' },
  'no-shuffle': { group: LISTS, describe: 'list the images in the order of their names' },
  'pass-through': { group: RECORDS, describe: 'store the files as they are' },
  'center-crop': { group: RECORDS, describe: 'cut a square out of the centre' },
  'pack-label': { group: RECORDS, describe: 'store all labels of an image' },
  json: { group: RECORDS, describe: 'one JSON object for each result' },
};

/** Options as yargs has read them. */
export type PackArguments = Readonly<Record<string, unknown>>;

const RATIO: NumberRule = {
  isRight: (value) => value >= 0 && value <= 1,
  wanted: 'a number from 0 to 1',
};

/** What the sum of two ratios may be above 1: they are no exact numbers. */
const TOLERANCE = 1e-9;

/**
 * The options of a list.
 *
 * @throws {@link FineTuneError} `ERR_OPTION`
 */
export function listOptions(parsed: PackArguments): ListOptions {
  const exts = (parsed['exts'] as string[] | undefined) ?? ['.jpeg', '.jpg', '.png'];
  const options = {
    exts: exts.map((text) => (text.startsWith('.') ? text : `.${text}`).toLowerCase()),
    chunks: (parsed['chunks'] as number | undefined) ?? 1,
    trainRatio: (parsed['train-ratio'] as number | undefined) ?? 1,
    testRatio: (parsed['test-ratio'] as number | undefined) ?? 0,
    recursive: parsed['recursive'] === true,
    shuffle: parsed['no-shuffle'] !== true,
  };
  checkNumber('--chunks', options.chunks, whole(1));
  checkNumber('--train-ratio', options.trainRatio, RATIO);
  checkNumber('--test-ratio', options.testRatio, RATIO);
  if (options.trainRatio + options.testRatio > 1 + TOLERANCE) {
    throw new FineTuneError(
      'ERR_OPTION',
      '--train-ratio and --test-ratio are more than 1 together',
    );
  }
  return options;
}

/**
 * The options of a record file.
 *
 * @throws {@link FineTuneError} `ERR_OPTION`
 */
export function packOptions(parsed: PackArguments): PackOptions {
  const encoding = oneOf('--encoding', parsed['encoding'] ?? PACK_DEFAULTS.encoding, [
    '.jpg',
    '.png',
  ] as const);
  const usual = encoding === '.png' ? PNG_COMPRESSION : PACK_DEFAULTS.quality;
  const options = {
    resize: (parsed['resize'] as number | undefined) ?? PACK_DEFAULTS.resize,
    quality: (parsed['quality'] as number | undefined) ?? usual,
    numThread: (parsed['num-thread'] as number | undefined) ?? PACK_DEFAULTS.numThread,
    color: oneOf('--color', parsed['color'] ?? PACK_DEFAULTS.color, [-1, 0, 1] as const),
    encoding,
    passThrough: parsed['pass-through'] === true,
    centerCrop: parsed['center-crop'] === true,
    packLabel: parsed['pack-label'] === true,
  };
  checkNumber('--resize', options.resize, whole(0));
  checkNumber('--quality', options.quality, encoding === '.png' ? whole(0, 9) : whole(1, 100));
  checkNumber('--num-thread', options.numThread, whole(1, 1024));
  return options;
}

/** Options that say something about pictures, and were given although the files are stored as they are. */
export function idleOptions(parsed: PackArguments): string[] {
  if (parsed['pass-through'] !== true) return [];
  const names = ['resize', 'quality', 'color', 'encoding'];
  const given = names.filter((name) => parsed[name] !== undefined);
  return parsed['center-crop'] === true ? [...given, 'center-crop'] : given;
}

/**
 * What happens to images that cannot be used.
 *
 * @throws {@link FineTuneError} `ERR_OPTION`
 */
export function onBadImage(parsed: PackArguments): 'error' | 'skip' {
  return oneOf('--on-bad-image', parsed['on-bad-image'] ?? 'error', ['error', 'skip'] as const);
}

function oneOf<Value>(option: string, value: unknown, allowed: readonly Value[]): Value {
  const found = allowed.find((candidate) => candidate === value);
  if (found !== undefined) return found;
  throw new FineTuneError(
    'ERR_OPTION',
    `${option} must be one of ${allowed.join(', ')}, received ${String(value)}`,
  );
}

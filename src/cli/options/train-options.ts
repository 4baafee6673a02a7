/** From the options of the command line to those of a run. */

import { FineTuneError } from '../../errors.js';
import { DEFAULT_AUGMENTATION, DEFAULTS } from '../../finetune/defaults.js';
import type { AugmentationSettings, FineTuneOptions } from '../../finetune/options.js';
import {
  augmentationLevel,
  type DefaultsVersion,
  HIGHEST_LEVEL,
  VERSION_DEFAULTS,
} from '../../finetune/presets.js';
import { readConfigFile } from './config-file.js';
import { devicesOf } from './devices.js';
import { type Flag, type FlagValue, parseFlag } from './flag.js';
import {
  AUGMENTATION_FLAGS,
  DATA_FLAGS,
  IDLE_FLAGS,
  MODEL_FLAGS,
  PRESET_FLAGS,
  TRAINING_FLAGS,
} from './train-flags.js';

/** Every option that takes a value. */
export const TRAIN_FLAGS: Readonly<Record<string, Flag>> = {
  ...MODEL_FLAGS,
  ...TRAINING_FLAGS,
  ...DATA_FLAGS,
  ...AUGMENTATION_FLAGS,
  ...PRESET_FLAGS,
  ...IDLE_FLAGS,
};

/** Options by their names, as yargs has read them. */
export type ParsedFlags = Readonly<Record<string, unknown>>;

/** Without these there is nothing to do. */
const REQUIRED = ['pretrained-model', 'data-train', 'num-classes'] as const;

/** Options that are set or not. */
export const SWITCHES: Readonly<Record<string, { group: string; describe: string }>> = {
  overwrite: { group: 'Model:', describe: 'allow --model-prefix to be the pretrained one' },
  offline: { group: 'Model:', describe: 'use only models that are in the cache' },
  'freeze-bn': { group: 'Training:', describe: 'keep all batch normalization as it is' },
  'resume-anyway': {
    group: 'Model:',
    describe: 'go on with a run although settings that decide about the result have changed',
  },
  'reseed-epochs': {
    group: 'Training:',
    describe: 'seed each epoch by itself: going on with a run takes no time',
  },
  deterministic: {
    group: 'Training:',
    describe: 'seed each image by itself: the threads that decode make no difference',
  },
  compat: { group: 'Training:', describe: 'do what upstream does, also where it is wrong' },
};

/** Handled apart: they choose devices. */
const DEVICE_FLAGS: ReadonlySet<string> = new Set(['gpus', 'cpus']);

/** The names of all options. */
export const TRAIN_OPTIONS: readonly string[] = [
  ...Object.keys(TRAIN_FLAGS),
  ...Object.keys(SWITCHES),
];

/** Those that fine-tune.py does not have. */
export const OWN_OPTIONS: ReadonlySet<string> = new Set([
  ...['aug-level', 'begin-epoch', 'class-names', 'config', 'cpus', 'defaults', 'fixed-params'],
  ...['early-stopping-min-delta', 'early-stopping-min-epochs', 'early-stopping-patience', 'keep'],
  ...['max-time', 'monitor-metric', 'on-bad-image', 'on-divergence', 'resume', 'save-batches'],
  ...['freeze', 'log', 'lr-mult', 'modelzoo-checksums', 'modelzoo-url', 'seed', 'wd-mult'],
  ...['data', 'quality', 'resize', 'val-split'],
  ...Object.keys(SWITCHES),
]);

/**
 * Adds the options of the file that `--config` names; those of the command line go before them.
 *
 * @throws {@link FineTuneError} `ERR_OPTION`
 */
export function withConfigFile(parsed: ParsedFlags): ParsedFlags {
  const file = parsed['config'];
  if (typeof file !== 'string') return parsed;
  const merged: Record<string, unknown> = { ...parsed };
  for (const [name, value] of readConfigFile(file, TRAIN_OPTIONS)) {
    if (name === 'config') {
      throw new FineTuneError('ERR_OPTION', `${file}: a file of options cannot name another one`);
    }
    if (merged[name] !== undefined) continue;
    const flag = TRAIN_FLAGS[name];
    merged[name] =
      flag === undefined
        ? switchValue(file, name, value)
        : parseFlag(name, flag.type, String(value));
  }
  return merged;
}

function switchValue(file: string, name: string, value: string | boolean): boolean {
  if (typeof value === 'boolean') return value;
  throw new FineTuneError(
    'ERR_OPTION',
    `${file}: ${name} must be true or false, received '${value}'`,
  );
}

/** Every option with its value, given or default. */
export function effectiveOptions(parsed: ParsedFlags): Map<string, FlagValue | boolean> {
  const defaults = { ...DEFAULTS, ...DEFAULT_AUGMENTATION } as Record<string, unknown>;
  const presets = Object.entries(presetValues(parsed).augmentation);
  const augmentation = new Map<string, unknown>(presets);
  const names = TRAIN_OPTIONS.filter((name) => name !== 'config');
  return new Map(
    names.map((name) => {
      const key = camelCase(name);
      const value = parsed[name] ?? augmentation.get(key) ?? defaults[key];
      return [name, value as FlagValue | boolean];
    }),
  );
}

/**
 * The options of a run.
 *
 * @throws {@link FineTuneError} `ERR_OPTION` when one is missing
 */
export function trainOptions(parsed: ParsedFlags): FineTuneOptions {
  const benchmark = Boolean(parsed['benchmark']);
  const isFolder = parsed['data'] !== undefined;
  const missing = REQUIRED.filter((name) => {
    if (parsed[name] !== undefined || (isFolder && name !== 'pretrained-model')) return false;
    return name !== 'data-train' || !benchmark;
  });
  if (missing.length > 0) {
    const names = missing.map((name) => `--${name}`).join(', ');
    throw new FineTuneError(
      'ERR_OPTION',
      `${names} ${missing.length === 1 ? 'is' : 'are'} missing. See: mxnet-finetune train --help`,
    );
  }
  const names = Object.keys({ ...MODEL_FLAGS, ...TRAINING_FLAGS, ...DATA_FLAGS });
  const options = collect(
    parsed,
    names.filter((name) => !DEVICE_FLAGS.has(name)),
  );
  const { augmentation, valResize } = presetValues(parsed);
  return {
    ...options,
    valResize,
    augmentation: {
      ...augmentation,
      ...(collect(parsed, Object.keys(AUGMENTATION_FLAGS)) as Partial<AugmentationSettings>),
    },
    devices: devicesOf(parsed),
    overwrite: parsed['overwrite'] === true,
    offline: parsed['offline'] === true,
    freezeBn: parsed['freeze-bn'] === true,
    resumeAnyway: parsed['resume-anyway'] === true,
    reseedEpochs: parsed['reseed-epochs'] === true,
    deterministic: parsed['deterministic'] === true,
    compat: parsed['compat'] === true,
  } as unknown as FineTuneOptions;
}

/** Defaults of another version, and the augmentation level; single options go before both. */
function presetValues(parsed: ParsedFlags): {
  augmentation: Partial<AugmentationSettings>;
  valResize: number | undefined;
} {
  const version = (parsed['defaults'] as string | undefined) ?? '1.9.1';
  if (!Object.hasOwn(VERSION_DEFAULTS, version)) {
    const versions = Object.keys(VERSION_DEFAULTS).join(', ');
    throw new FineTuneError(
      'ERR_OPTION',
      `--defaults must be one of ${versions}, received ${version}`,
    );
  }
  const { augLevel, valResize } = VERSION_DEFAULTS[version as DefaultsVersion];
  const level = (parsed['aug-level'] as number | undefined) ?? augLevel;
  if (level < 0 || level > HIGHEST_LEVEL) {
    throw new FineTuneError(
      'ERR_OPTION',
      `--aug-level must be 0 to ${HIGHEST_LEVEL}, received ${level}`,
    );
  }
  return { augmentation: augmentationLevel(level), valResize };
}

/** `--model-prefix` in camelCase is `modelPrefix`. */
export function camelCase(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function collect(parsed: ParsedFlags, names: readonly string[]): Record<string, FlagValue> {
  const options: Record<string, FlagValue> = {};
  for (const name of names) {
    const value = parsed[name] as FlagValue;
    if (value !== undefined) options[camelCase(name)] = value;
  }
  return options;
}

/** Options of programs that nobody has compiled: names that there are not, and values of another kind. */

import { FineTuneError } from '../errors.js';
import { nearest } from '../text/nearest.js';
import { wrong } from './check-numbers.js';
import { DEFAULT_AUGMENTATION, DEFAULTS } from './defaults.js';
import type { RunSettings } from './options.js';

const REQUIRED: readonly (keyof RunSettings)[] = ['pretrainedModel', 'dataTrain', 'numClasses'];

/**
 * Nothing that was asked for is passed over: `gpus` for `devices` would train on the processor without a word.
 *
 * @throws {@link FineTuneError} `ERR_OPTION` with the name that was perhaps meant
 */
export function checkNames(settings: RunSettings): void {
  requireNames('', settings, [...REQUIRED, ...Object.keys(DEFAULTS)]);
  requireNames('augmentation.', settings.augmentation, Object.keys(DEFAULT_AUGMENTATION));
  const given: Readonly<Record<string, unknown>> = { ...settings };
  for (const [name, value] of Object.entries(DEFAULTS)) {
    if (typeof value !== 'string' || typeof given[name] === 'string') continue;
    throw wrong(name, 'be a text', given[name]);
  }
  const { devices } = settings;
  if (!Array.isArray(devices) || devices.length === 0) {
    throw wrong('devices', 'be a list of at least one Device', devices);
  }
}

function requireNames(prefix: string, given: object, names: readonly string[]): void {
  for (const name of Object.keys(given)) {
    if (names.includes(name)) continue;
    const [suggestion] = nearest(name, names, 1);
    throw new FineTuneError(
      'ERR_OPTION',
      `there is no option ${prefix}${name}; did you mean ${prefix}${suggestion}?`,
    );
  }
}

/** A training run's options, read without yargs. */

import { type Flag, parseFlag } from './flag.js';
import { completeOptions } from './prefixes.js';
import { type ParsedFlags, SWITCHES, TRAIN_FLAGS, TRAIN_OPTIONS } from './train-options.js';

/**
 * Reads the options of `train` where there is nothing to doubt: known names, each with its value. Loading yargs and letting
 * it lay out its help takes longer than opening libmxnet.
 *
 * @returns what yargs would; `undefined` for everything else, on which yargs has the word: other commands, questions for
 * help, mistakes, and values that begin with a dash or a quote
 */
export function readPlainFlags(argv: readonly string[]): ParsedFlags | undefined {
  const values = argv[0] === 'train' ? argv.slice(1) : argv;
  if (values.length === 0) return undefined;
  try {
    return readFlags(completeOptions(values, [...TRAIN_OPTIONS, 'help', 'version', 'verbose']));
  } catch {
    return undefined;
  }
}

function readFlags(argv: readonly string[]): ParsedFlags | undefined {
  const flags: Record<string, unknown> = {};
  for (let i = 0; i < argv.length; i++) {
    const [, name = '', assigned] = argv[i]?.match(/^--([^=]+)(?:=(.*))?$/s) ?? [];
    if ((Object.hasOwn(SWITCHES, name) || name === 'verbose') && assigned === undefined) {
      flags[name] = true;
      continue;
    }
    const text = assigned ?? argv[++i];
    if (!Object.hasOwn(TRAIN_FLAGS, name) || text === undefined || /^["'-]/.test(text)) {
      return undefined;
    }
    flags[name] = parseFlag(name, (TRAIN_FLAGS[name] as Flag).type, text);
  }
  return flags;
}

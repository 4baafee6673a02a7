/** Options in the manner of Python's argparse: every value is a text that its type must be able to read. */

import type { Options } from 'yargs';
import { EPOCH_NAMES, isEpochName } from '../../checkpoint/pointers.js';
import { FineTuneError } from '../../errors.js';
import { parsePythonFloat, parsePythonInt } from '../../text/python-numbers.js';

/** What a value must be. */
export type FlagType = 'text' | 'int' | 'float' | 'epoch';

/** One option of a command. */
export interface Flag {
  type: FlagType;
  /** The heading under which the help lists it. */
  group: string;
  describe: string;
  /** How the help shows the default. */
  shownDefault?: string | number;
}

/** What an option's value has become. */
export type FlagValue = string | number | undefined;

const WANTED: Readonly<Record<Exclude<FlagType, 'text'>, string>> = {
  int: 'a whole number',
  float: 'a number',
  epoch: `a whole number, or ${EPOCH_NAMES.join(' or ')}`,
};

/** The option as yargs wants it. */
export function yargsOption(name: string, flag: Flag): Options {
  return {
    type: 'string',
    requiresArg: true,
    group: flag.group,
    describe: flag.describe,
    ...(flag.shownDefault !== undefined && { defaultDescription: String(flag.shownDefault) }),
    // As in argparse, the last of several equal options counts.
    coerce: (texts: string | string[] | undefined) =>
      parseFlag(name, flag.type, Array.isArray(texts) ? texts.at(-1) : texts),
  };
}

/**
 * Reads a value.
 *
 * @throws {@link FineTuneError} `ERR_OPTION` naming the option
 */
export function parseFlag(name: string, type: FlagType, text: string | undefined): FlagValue {
  if (text === undefined || type === 'text') return text;
  if (type === 'epoch' && isEpochName(text)) return text;
  const value = type === 'float' ? parsePythonFloat(text) : parsePythonInt(text);
  if (value !== undefined) return value;
  const wanted = WANTED[type];
  throw new FineTuneError('ERR_OPTION', `--${name} must be ${wanted}, received '${text}'`);
}

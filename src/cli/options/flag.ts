/** Options in the manner of Python's argparse: every value is a text that its type must be able to read. */

import type { Options } from 'yargs';
import { FineTuneError } from '../../errors.js';
import { parsePythonFloat, parsePythonInt } from '../../text/python-numbers.js';

/** What a value must be. */
export type FlagType = 'text' | 'int' | 'float';

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
  const value = type === 'int' ? parsePythonInt(text) : parsePythonFloat(text);
  if (value !== undefined) return value;
  const wanted = type === 'int' ? 'a whole number' : 'a number';
  throw new FineTuneError('ERR_OPTION', `--${name} must be ${wanted}, received '${text}'`);
}

/** Options from a file. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Tags } from 'yaml';
import { FineTuneError } from '../../errors.js';
import { nearest } from '../../text/nearest.js';

/**
 * Reads options from a YAML or JSON file: option names without the dashes, with `-` or `_`.
 *
 * @param names - the options that there are
 * @returns the values as texts, as they would stand on the command line; switches as booleans
 * @throws {@link FineTuneError} `ERR_OPTION` for an unreadable file, or an unknown name, with a suggestion
 */
export function readConfigFile(
  file: string,
  names: readonly string[],
): Map<string, string | boolean> {
  const values = new Map<string, string | boolean>();
  for (const [key, value] of Object.entries(parseFile(file))) {
    const name = key.replaceAll('_', '-');
    if (!names.includes(name)) {
      const [suggestion] = nearest(name, names, 1);
      throw new FineTuneError(
        'ERR_OPTION',
        `${file}: there is no option ${key}; did you mean ${suggestion}?`,
      );
    }
    if (value === null) continue;
    values.set(name, textOf(file, key, value));
  }
  return values;
}

function parseFile(file: string): Record<string, unknown> {
  // Loaded for those who have such a file: it takes as long as half of our own modules.
  const { parse } = createRequire(import.meta.url)('yaml') as typeof import('yaml');
  let content: unknown;
  try {
    content = parse(readFileSync(file, 'utf8'), { customTags: withoutNumbers });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n', 1)[0] : String(cause);
    throw new FineTuneError('ERR_OPTION', `--config ${file} cannot be read: ${reason}`, { cause });
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new FineTuneError('ERR_OPTION', `--config ${file} must hold options by name`);
  }
  return content as Record<string, unknown>;
}

/** Numbers stay as they are written: a prefix 1.10 is not 1.1, and what a number is the option's type says. */
function withoutNumbers(tags: Tags): Tags {
  return tags.filter((tag) => typeof tag === 'string' || !/:(?:int|float)$/.test(tag.tag));
}

/** A list stands for values separated by commas. */
function textOf(file: string, key: string, value: unknown): string | boolean {
  if (typeof value === 'boolean' || typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object')) {
    return value.join(',');
  }
  throw new FineTuneError(
    'ERR_OPTION',
    `${file}: ${key} must be a text, a number or a list of them`,
  );
}

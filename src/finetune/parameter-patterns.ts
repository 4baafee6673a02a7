/** Parameters by patterns of their names. */

import { FineTuneError } from '../errors.js';
import { nearest } from '../text/nearest.js';

/** A pattern that stands for the new head, and one that stands for all the rest. */
export const HEAD = 'head';
export const BACKBONE = 'backbone';

/** The parameters that can be named. */
export interface NamedParameters {
  /** Those of the kept part of the network. */
  backbone: readonly string[];
  /** Those of the new head. */
  head: readonly string[];
}

/**
 * The parameters that a pattern names: `head`, `backbone`, or a regular expression that is searched in the names; a
 * pattern that is no regular expression, such as `*_gamma`, is one with wildcards.
 *
 * @throws {@link FineTuneError} `ERR_OPTION` when it names none, with the nearest names
 */
export function matchParameters(
  option: string,
  pattern: string,
  { backbone, head }: NamedParameters,
): string[] {
  if (pattern === HEAD) return [...head];
  if (pattern === BACKBONE) return [...backbone];
  const expression = expressionOf(option, pattern);
  const all = [...backbone, ...head];
  const names = all.filter((name) => expression.test(name));
  if (names.length > 0) return names;
  throw new FineTuneError(
    'ERR_OPTION',
    `${option}: no parameter matches '${pattern}'. The nearest names are ${nearest(pattern, all, 5).join(', ')}`,
  );
}

function expressionOf(option: string, pattern: string): RegExp {
  if (pattern === '') throw new FineTuneError('ERR_OPTION', `${option} has an empty pattern`);
  try {
    return new RegExp(pattern, 'u');
  } catch {
    const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
    return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'u');
  }
}

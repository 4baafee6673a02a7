/** Shortened option names, as argparse understands them. */

import { FineTuneError } from '../../errors.js';

/**
 * Completes options of which only an unambiguous beginning is given: `--batch` is `--batch-size`.
 *
 * @param names - all options, without the dashes
 * @param own - those of them that fine-tune.py does not have: what is unambiguous there is so here too
 * @throws {@link FineTuneError} `ERR_OPTION` for a beginning of several options
 */
export function completeOptions(
  argv: readonly string[],
  names: readonly string[],
  own: ReadonlySet<string> = new Set(),
): string[] {
  const known = new Set(names);
  const end = argv.indexOf('--');
  return argv.map((argument, i) => {
    const match = argument.match(/^--([^=]+)(=.*)?$/s);
    const [, name = '', value = ''] = match ?? [];
    if (match === null || known.has(name) || (end >= 0 && i >= end)) return argument;
    const matching = names.filter((candidate) => candidate.startsWith(name));
    const upstream = matching.filter((candidate) => !own.has(candidate));
    const candidates = upstream.length > 0 ? upstream : matching;
    if (candidates.length > 1) {
      throw new FineTuneError(
        'ERR_OPTION',
        `--${name} is ambiguous: it could be ${candidates.map((candidate) => `--${candidate}`).join(', ')}`,
      );
    }
    return candidates[0] === undefined ? argument : `--${candidates[0]}${value}`;
  });
}

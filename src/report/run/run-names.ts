/** How a report calls runs. */

import { resolve, sep } from 'node:path';

/** The last parts of the prefixes, as many as it takes to tell them apart. */
export function runNames(prefixes: readonly string[]): string[] {
  const parts = prefixes.map((prefix) => resolve(prefix).split(sep));
  const most = Math.max(...parts.map(({ length }) => length));
  for (let length = 1; length < most; length++) {
    const names = parts.map((part) => part.slice(-length).join(sep));
    if (new Set(names).size === names.length) return names;
  }
  return prefixes.map((prefix) => resolve(prefix));
}

/** Names for nodes that were given none. */

interface Names {
  counts: Map<string, number>;
  prefix: string;
}

/** Python's functions lack these parts of the operators' names, and count by what is left. */
const NAMESPACES =
  /^(?:_(?:contrib|linalg|sparse|image)_|_random_(?=.*_like$)|_npi_|_np_(?:_random_|_linalg_)?|_npx_(?:_image_|_random_)?)/;

let current: Names = { counts: new Map(), prefix: '' };

/**
 * Builds a network whose automatic names count from 0 again (`with mx.name.NameManager():`), or begin with a prefix,
 * given names included (`with mx.name.Prefix(prefix):`). Names of variables stay as they are.
 *
 * @param body - must be synchronous
 */
export function nameScope<Result>(body: () => Result, prefix = ''): Result {
  const outer = current;
  current = { counts: new Map(), prefix };
  try {
    return body();
  } finally {
    current = outer;
  }
}

/**
 * What a node is called: as it is told, or by its operator's next automatic name, `fullyconnected0`,
 * `fullyconnected1`, …, as Python MXNet counts them. The counts are per thread.
 *
 * @internal
 */
export function nodeName(operator: string, name?: string): string {
  return current.prefix + (name ?? nextName(operator.replace(NAMESPACES, '').toLowerCase()));
}

function nextName(hint: string): string {
  const count = current.counts.get(hint) ?? 0;
  current.counts.set(hint, count + 1);
  return `${hint}${count}`;
}

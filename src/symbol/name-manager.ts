/** Names for nodes that were given none. */

const counts = new Map<string, number>();

/** The next free automatic name of an operator, `fullyconnected0`, `fullyconnected1`, …, per thread. */
export function nextName(operator: string): string {
  const hint = operator.toLowerCase();
  const count = counts.get(hint) ?? 0;
  counts.set(hint, count + 1);
  return `${hint}${count}`;
}

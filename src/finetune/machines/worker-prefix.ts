/** Where a worker writes. */

/** The first worker writes under the prefix itself, the others under `PREFIX-RANK`. */
export function workerPrefix(prefix: string, rank: number): string {
  return rank === 0 ? prefix : `${prefix}-${rank}`;
}

/** Lists in a log. */

/** Longer lists are cut. */
const LONGEST_LIST = 100;

/** A list that a person can still read. */
export function shortened(items: readonly (string | number)[]): string {
  if (items.length <= LONGEST_LIST) return items.join(', ');
  return `${items.slice(0, LONGEST_LIST).join(', ')}, … (${items.length} in all)`;
}

/** Lists in a log or a message. */

/** Longer lists are cut. */
const LONGEST_LIST = 100;

/** A list that a person can still read. */
export function shortened(items: readonly (string | number)[]): string {
  if (items.length <= LONGEST_LIST) return items.join(', ');
  return `${items.slice(0, LONGEST_LIST).join(', ')}, … (${items.length} in all)`;
}

/** Names that a message has room for. */
export const NAMED = 10;

/** The first names of a list, and how many more there are. */
export function firstNames(names: readonly string[]): string {
  const more = names.length > NAMED ? `, and ${names.length - NAMED} more` : '';
  return `${names.slice(0, NAMED).join(', ')}${more}`;
}

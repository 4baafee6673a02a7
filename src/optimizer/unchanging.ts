/** Lists that are the same in every step. */

const promised = new WeakSet<object>();

/**
 * Promises that neither a list nor what is in it will ever change: whoever meets it again may use what was made of it the
 * first time.
 *
 * @internal
 */
export function unchanging<List extends object>(list: List): List {
  promised.add(list);
  return list;
}

/** @internal */
export function isUnchanging(list: object): boolean {
  return promised.has(list);
}

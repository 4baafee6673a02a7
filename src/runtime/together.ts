/** Several things at once. */

/** The results of promises of several types. */
type Results<Promises extends readonly unknown[]> = {
  -readonly [i in keyof Promises]: Awaited<Promises[i]>;
};

/**
 * As `Promise.all`, but whatever becomes of one, the others are waited for: what they use may be let go of then.
 *
 * @throws what the first one in the list has failed with
 */
export async function together<const Promises extends readonly unknown[]>(
  promises: Promises,
): Promise<Results<Promises>> {
  const settled = await Promise.allSettled(promises);
  const failed = settled.find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return settled.map((one) => (one as PromiseFulfilledResult<unknown>).value) as Results<Promises>;
}

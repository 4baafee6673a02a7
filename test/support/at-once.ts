/** Many child processes, a few at a time. */

/** Calls `body` for each item, `limit` at once, and ends with the first failure. */
export async function atOnce<Item>(
  limit: number,
  items: Iterable<Item>,
  body: (item: Item) => Promise<void>,
): Promise<void> {
  const waiting = [...items];
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await body(item);
  };
  await Promise.all(Array.from({ length: limit }, worker));
}

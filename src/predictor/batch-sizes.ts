/** Which batches a network is bound for. */

/** The next size is this much larger. */
const GROWTH = 4;

/** A larger batch is filled up with empty rows when at least this part of it are images. */
const WELL_FILLED = 0.75;

/**
 * A few sizes, from one image to the largest batch: each of them costs memory, and time when it is first used.
 *
 * @param others - sizes that are wanted besides
 */
export function batchSizes(largest: number, ...others: readonly number[]): number[] {
  const sizes = new Set([...others, largest]);
  for (let size = 1; size < largest; size *= GROWTH) sizes.add(size);
  return [...sizes].sort((a, b) => a - b);
}

/** The batch that waiting images are computed in; fewer rows than images leave some of them for the next batch. */
export function chooseBatch(images: number, sizes: readonly number[]): number {
  const fitting = sizes.find((size) => size >= images);
  if (fitting !== undefined && images >= fitting * WELL_FILLED) return fitting;
  return sizes.findLast((size) => size <= images) ?? (sizes[0] as number);
}

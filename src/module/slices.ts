/** Which rows of a batch go to which device. */

/** Rows from `begin` up to, but not including, `end`. */
export interface RowRange {
  begin: number;
  end: number;
}

/**
 * Splits a batch over devices in consecutive parts by work load, as MXNet does: each part is rounded to even halves,
 * the last device takes what is left.
 *
 * @throws RangeError when a device would get nothing
 */
export function splitBatch(batchSize: number, workLoads: readonly number[]): RowRange[] {
  const total = workLoads.reduce((sum, load) => sum + load, 0);
  const sizes = workLoads.map((load) => roundHalfToEven((load * batchSize) / total));
  const rest = batchSize - sizes.reduce((sum, size) => sum + size, 0);
  const last = sizes.length - 1;
  if (rest > 0) sizes[last] = (sizes[last] ?? 0) + rest;

  const ranges: RowRange[] = [];
  let end = 0;
  for (const size of sizes) {
    const begin = Math.min(end, batchSize);
    end = Math.min(begin + size, batchSize);
    if (begin >= end) {
      throw new RangeError(
        `a batch of ${batchSize} cannot be split over ${sizes.length} devices: one would get nothing`,
      );
    }
    ranges.push({ begin, end });
  }
  return ranges;
}

function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

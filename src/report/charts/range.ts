/** From where to where an axis goes. */

/** The share of a noisy curve's values that is passed over at either end. */
const TAIL = 0.02;

/** The smallest and the largest number; 0 to 1 when there is none. */
export function rangeOf(values: Iterable<number | null>): [low: number, high: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value === null) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low > high ? [0, 1] : [low, high];
}

/** {@link rangeOf}; a single number gets some room around it. */
export function roomyRangeOf(values: Iterable<number | null>): [low: number, high: number] {
  const [low, high] = rangeOf(values);
  if (low < high) return [low, high];
  const room = Math.abs(low) / 10 || 0.5;
  return [low - room, high + room];
}

/** The values without their extremes: a first spike must not flatten everything else. */
export function withoutExtremes(values: readonly (number | null)[]): number[] {
  const numbers = values.filter((value) => value !== null).sort((a, b) => a - b);
  const cut = Math.floor(numbers.length * TAIL);
  return numbers.slice(cut, numbers.length - cut);
}

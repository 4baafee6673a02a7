/** Curves with no more points than a chart can show. */

/** A point of a curve; `null` where there is no number. */
export interface Point {
  x: number;
  y: number | null;
}

/** A curve with few points, and how many of the given ones each of them stands for. */
export interface ThinCurve {
  points: Point[];
  meanOf: number;
}

/** More points than this lie closer together than the lines of a screen. */
export const MOST_POINTS = 240;

/** Means of neighbouring points, unless there are few of them. A gap stays one only when all neighbours are gaps. */
export function thin(points: readonly Point[], most: number = MOST_POINTS): ThinCurve {
  const meanOf = Math.ceil(points.length / most);
  if (meanOf <= 1) return { points: [...points], meanOf: 1 };
  const bins = Array.from({ length: Math.ceil(points.length / meanOf) }, (_, i) =>
    points.slice(i * meanOf, (i + 1) * meanOf),
  );
  return { points: bins.map(meanPoint), meanOf };
}

function meanPoint(points: readonly Point[]): Point {
  const values = points.map(({ y }) => y).filter((y) => y !== null);
  return { x: mean(points.map(({ x }) => x)), y: values.length === 0 ? null : mean(values) };
}

/** Divided first: the sum of the largest numbers would be infinite. */
function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value / values.length, 0);
}

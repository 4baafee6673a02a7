/** Numbers and times as a report writes them. */

/** Stands where there is no number. */
export const NONE = '–';

/** Numbers from here on need an exponent to be read. */
const LONG = 1e9;

const COUNT = new Intl.NumberFormat('en');

const DURATIONS: readonly (readonly [seconds: number, unit: string])[] = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
  [1, 's'],
];

/** `1,281,167`. */
export function countText(count: number): string {
  return COUNT.format(count);
}

/** `98.2 %`, which is not broken into two lines. */
export function percentText(share: number | null | undefined): string {
  return typeof share === 'number' ? `${(100 * share).toFixed(1)}\u00a0%` : NONE;
}

/** A metric with four digits behind the point, or as many as its size leaves sense. */
export function metricText(value: number | null | undefined): string {
  if (typeof value !== 'number') return NONE;
  if (Math.abs(value) < 1000) return value.toFixed(4);
  return Math.abs(value) < LONG ? String(Number(value.toPrecision(5))) : value.toExponential(4);
}

/** `1 h 5 min`, `7.3 s`. */
export function durationText(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  let rest = Math.round(seconds);
  const parts = DURATIONS.flatMap(([length, unit]) => {
    const whole = Math.floor(rest / length);
    rest %= length;
    return whole === 0 ? [] : [`${whole} ${unit}`];
  });
  return parts.slice(0, 2).join(' ');
}

/** `2026-01-31 17:05 UTC`. */
export function timeText(time: string): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

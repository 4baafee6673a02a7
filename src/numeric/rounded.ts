/**
 * Functions with the last bit right.
 *
 * JavaScript leaves the precision of `Math.pow`, `Math.exp` and `Math.cos` open: in Node one in ten powers differs in its last
 * bit from what C, and therefore Python, computes. C's own are rounded correctly but for a few in ten thousand.
 */

import { cosine, exponential, fromFixedPoint, logarithm, toFixedPoint } from './fixed-point.js';

/** Integer exponents up to here are computed exactly before rounding, so that ties come out right. */
const LARGEST_EXACT = 32;

/**
 * `base ** exponent`, correctly rounded for a finite `base` of at least 0.
 *
 * @param base - other values are left to `Math.pow`
 */
export function power(base: number, exponent: number): number {
  if (!(base > 0) || base === 1 || !Number.isFinite(base) || !Number.isFinite(exponent)) {
    return base ** exponent;
  }
  if (Number.isInteger(exponent) && exponent >= 0 && exponent <= LARGEST_EXACT) {
    return integerPower(base, exponent);
  }
  const [mantissa, scale] = exponentOf(exponent);
  const product = logarithm(base) * mantissa;
  const logarithmOfPower = scale >= 0 ? product << BigInt(scale) : product >> BigInt(-scale);
  return inRange(logarithmOfPower, base ** exponent);
}

/** `e ** value`, correctly rounded. */
export function exp(value: number): number {
  if (!Number.isFinite(value) || value === 0) return Math.exp(value);
  return inRange(toFixedPoint(value), Math.exp(value));
}

/** The cosine, correctly rounded for angles of a few turns. */
export function cos(angle: number): number {
  if (!Number.isFinite(angle)) return Number.NaN;
  return fromFixedPoint(cosine(toFixedPoint(angle)));
}

/** Below this a double has fewer than 53 bits, and correct rounding is another matter. */
const SMALLEST_NORMAL = 2 ** -1022;

/** @param estimate - decides about overflow and underflow */
function inRange(logarithmOfResult: bigint, estimate: number): number {
  if (!Number.isFinite(estimate) || estimate < SMALLEST_NORMAL) return estimate;
  return fromFixedPoint(...exponential(logarithmOfResult));
}

/** A double as an integer times a power of two. */
function exponentOf(value: number): [mantissa: bigint, scale: number] {
  let mantissa = value;
  let scale = 0;
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    scale--;
  }
  return [BigInt(mantissa), scale];
}

function integerPower(base: number, exponent: number): number {
  const [mantissa, scale] = exponentOf(base);
  const estimate = base ** exponent;
  if (!Number.isFinite(estimate) || estimate < SMALLEST_NORMAL) return estimate;
  const exact = mantissa ** BigInt(exponent);
  // Number(bigint) would overflow for long products: what is far below a double's last bit becomes one sticky bit.
  const surplus = exact.toString(2).length - 128;
  if (surplus <= 0) return scaled(Number(exact), scale * exponent);
  const kept = exact >> BigInt(surplus);
  const sticky = kept << BigInt(surplus) === exact ? 0n : 1n;
  return scaled(Number((kept << 1n) | sticky), scale * exponent + surplus - 1);
}

/** `value * 2 ** exponent` where the power alone may be out of range. */
function scaled(value: number, exponent: number): number {
  const half = Math.trunc(exponent / 2);
  return value * 2 ** half * 2 ** (exponent - half);
}

/** Elementary functions on integers that stand for `value * 2 ** BITS`: exact enough to round correctly. */

/** Bits behind the point. A double has 53; what is above that keeps ties apart. */
export const BITS = 140n;

const ONE = 1n << BITS;
/** 2 * atanh(1/3). */
const LN_2 = 2n * inverseTangentHyperbolic(ONE / 3n);

/** A finite number; bits behind {@link BITS} are cut off. */
export function toFixedPoint(value: number): bigint {
  const [mantissa, exponent] = split(value);
  const shift = BigInt(exponent) + BITS;
  return shift >= 0n ? BigInt(mantissa) << shift : BigInt(mantissa) >> -shift;
}

/** The nearest double of `value * 2 ** exponent`. */
export function fromFixedPoint(value: bigint, exponent = 0): number {
  // Number(bigint) rounds to nearest, ties to even; the powers of two are exact.
  return Number(value) * 2 ** -Number(BITS) * 2 ** exponent;
}

/** The product of two fixed-point numbers. */
export function times(left: bigint, right: bigint): bigint {
  return (left * right) >> BITS;
}

/** The natural logarithm of a positive, finite double. */
export function logarithm(value: number): bigint {
  const [mantissa, exponent] = split(value);
  // The mantissa is brought to between 3/4 and 3/2, where the series needs few terms.
  const length = Math.floor(Math.log2(mantissa * (4 / 3)));
  const reduced = toFixedPoint(mantissa * 2 ** -length);
  const ratio = ((reduced - ONE) << BITS) / (reduced + ONE);
  return 2n * inverseTangentHyperbolic(ratio) + BigInt(exponent + length) * LN_2;
}

/** `e ** value`, as a fixed-point number between about 0.7 and 1.5 and a power of two. */
export function exponential(value: bigint): [mantissa: bigint, exponent: number] {
  const exponent = (value + LN_2 / 2n) / LN_2 - (value + LN_2 / 2n < 0n ? 1n : 0n);
  const rest = value - exponent * LN_2;
  let term = ONE;
  let sum = ONE;
  for (let n = 1n; term !== 0n && term !== -1n; n++) {
    term = times(term, rest) / n;
    sum += term;
  }
  return [sum, Number(exponent)];
}

/** The cosine of an angle, which should be small: every turn costs terms and bits. */
export function cosine(angle: bigint): bigint {
  const square = times(angle, angle);
  let term = ONE;
  let sum = ONE;
  for (let n = 1n; term !== 0n && term !== -1n; n += 2n) {
    term = -times(term, square) / (n * (n + 1n));
    sum += term;
  }
  return sum;
}

/** z + z³/3 + z⁵/5 + … */
function inverseTangentHyperbolic(z: bigint): bigint {
  const square = times(z, z);
  let power = z;
  let sum = z;
  for (let n = 3n; power !== 0n && power !== -1n; n += 2n) {
    power = times(power, square);
    sum += power / n;
  }
  return sum;
}

/** A double as `integer * 2 ** exponent`. */
function split(value: number): [integer: number, exponent: number] {
  let integer = value;
  let exponent = 0;
  // Subnormal numbers are scaled up first: their logarithm is not that of a normal one.
  if (Math.abs(integer) < 2 ** -1000) {
    integer *= 2 ** 100;
    exponent -= 100;
  }
  if (integer === 0) return [0, 0];
  const shift = 52 - Math.floor(Math.log2(Math.abs(integer)));
  // Two steps, because 2 ** shift alone may be too large.
  integer = integer * 2 ** Math.trunc(shift / 2) * 2 ** (shift - Math.trunc(shift / 2));
  return [Math.trunc(integer), exponent - shift];
}

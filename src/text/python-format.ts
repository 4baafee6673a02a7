/** Python's `%f` and `%e`: correctly rounded, ties to even. JavaScript's own methods round ties up. */

/** `%.<digits>f`, for example `0.007812` for 1/128 with six digits, where `toFixed` gives `0.007813`. */
export function fixed(value: number, digits = 6): string {
  const special = specialText(value);
  if (special !== undefined) return special;
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const text = roundedToEven(Math.abs(value), digits)
    .toString()
    .padStart(digits + 1, '0');
  if (digits === 0) return sign + text;
  return `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** `%.<digits>e`, with an exponent of at least two digits, for example `1.00000e-02`. */
export function exponential(value: number, digits = 6): string {
  const special = specialText(value);
  if (special !== undefined) return special;
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const magnitude = Math.abs(value);
  let exponent = magnitude === 0 ? 0 : Number(magnitude.toExponential().split('e')[1]);
  let text = roundedToEven(magnitude, digits - exponent).toString();
  if (text.length > digits + 1) {
    // Rounding has carried into a new digit, as in 9.9999999.
    exponent++;
    text = text.slice(0, -1);
  }
  text = text.padStart(digits + 1, '0');
  const exponentText = `${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  return `${sign}${text[0]}${digits > 0 ? `.${text.slice(1)}` : ''}e${exponentText}`;
}

function specialText(value: number): string | undefined {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return undefined;
}

/** `value` times ten to the power of `digits`, rounded to an integer with exact arithmetic. */
function roundedToEven(value: number, digits: number): bigint {
  const [numerator, denominator] = fractionOf(value);
  const scale = 10n ** BigInt(Math.abs(digits));
  const dividend = digits >= 0 ? numerator * scale : numerator;
  const divisor = digits >= 0 ? denominator : denominator * scale;
  const quotient = dividend / divisor;
  const twice = 2n * (dividend % divisor);
  const up = twice > divisor || (twice === divisor && quotient % 2n === 1n);
  return up ? quotient + 1n : quotient;
}

/** A finite, non-negative number as an exact fraction. */
function fractionOf(value: number): [numerator: bigint, denominator: bigint] {
  let scaled = value;
  let power = 0n;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    power++;
  }
  return [BigInt(scaled), 1n << power];
}

/** The natural logarithm of float32 numbers, to the bit as numpy computes it. */

/** Coefficients of the numerator and the denominator, from the constant term on, as far as a float32 holds them. */
const NUMERATOR = Float32Array.of(0, 1, 2.1126776, 1.4800006, 0.38088378, 0.025899792);
const DENOMINATOR = Float32Array.of(1, 2.6126776, 2.453006, 0.9864943, 0.15464763, 0.0058750953);

const LN_2 = Math.fround(Math.LN2);
const SQRT_2 = Math.fround(Math.SQRT2);

const FLOAT = new Float32Array(1);
const BITS = new Int32Array(FLOAT.buffer);

/**
 * The logarithm that numpy gives on processors with AVX2 and fused multiplication: the number is brought to between
 * √½ and √2, there a quotient of two polynomials of degree five approximates it. It may differ by one unit in the last
 * place from the correctly rounded logarithm, and such a unit shows in a printed mean.
 */
export function float32Log(value: number): number {
  const x = Math.fround(value);
  if (!(x > 0) || !Number.isFinite(x)) return Math.log(x);
  let exponent = exponentOf(x);
  let mantissa = x * 2 ** -exponent;
  if (mantissa > SQRT_2) {
    mantissa /= 2;
    exponent++;
  }
  const reduced = mantissa - 1;
  const quotient = Math.fround(polynomial(NUMERATOR, reduced) / polynomial(DENOMINATOR, reduced));
  return fusedMultiplyAdd(exponent, LN_2, quotient);
}

function polynomial(coefficients: Float32Array, x: number): number {
  let sum = coefficients[5] as number;
  for (let i = 4; i >= 0; i--) sum = fusedMultiplyAdd(sum, x, coefficients[i] as number);
  return sum;
}

/** The product of two float32 numbers is exact in a double; only the sum is rounded. */
function fusedMultiplyAdd(left: number, right: number, summand: number): number {
  return Math.fround(left * right + summand);
}

/** The exponent of the power of two that is just not greater. */
function exponentOf(x: number): number {
  FLOAT[0] = x;
  const biased = ((BITS[0] as number) >> 23) & 0xff;
  if (biased > 0) return biased - 127;
  FLOAT[0] = x * 2 ** 24;
  return (((BITS[0] as number) >> 23) & 0xff) - 127 - 24;
}

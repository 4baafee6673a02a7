/** The natural logarithm of float32 numbers, to the bit as the C library computes it. */

/** The reciprocals of points in the sixteen parts of the interval from 0.7 to 1.4. */
const RECIPROCALS: readonly number[] = [
  1.398907162146528, 1.3403141896637998, 1.286432210124115, 1.2367150214269895, 1.1906977166711752,
  1.1479821020556429, 1.1082251448272158, 1.0711297413057381, 1.036437278977283, 1,
  0.9492859795739057, 0.8951049428609004, 0.8476821620351103, 0.8050314851692001,
  0.7664671008843108, 0.731428603316328,
];
const LOGARITHMS: readonly number[] = RECIPROCALS.map((reciprocal) => -Math.log(reciprocal));

const FLOAT = new Float32Array(1);
const BITS = new Int32Array(FLOAT.buffer);
/** The bits of 0.69921875, where the first part begins. */
const BEGINNING = 0x3f330000;

/**
 * The logarithm that `logf` of glibc 2.27 and later gives, on which libmxnet's operator `log` is built: the number is divided by
 * the nearest of sixteen points, and a polynomial of degree four gives the logarithm of the quotient, all in float64.
 */
export function float32LibraryLog(value: number): number {
  const x = Math.fround(value);
  if (!(x > 0) || !Number.isFinite(x)) return Math.log(x);
  const subnormal = x < 2 ** -126;
  FLOAT[0] = subnormal ? x * 2 ** 23 : x;
  const bits = BITS[0] as number;
  const distance = bits - BEGINNING;
  const part = (distance >> 19) & 15;
  const exponent = distance >> 23;
  BITS[0] = bits - (exponent << 23);
  const rest = (FLOAT[0] as number) * (RECIPROCALS[part] as number) - 1;
  const whole = (LOGARITHMS[part] as number) + (exponent - (subnormal ? 23 : 0)) * Math.LN2;
  return Math.fround(polynomial(rest) + (whole + rest));
}

/** What the logarithm of `1 + rest` has beyond `rest`. */
function polynomial(rest: number): number {
  const square = rest * rest;
  const linear = 0.333456765744066 * rest - 0.4999997485802103;
  return (-0.25089342214237154 * square + linear) * square;
}

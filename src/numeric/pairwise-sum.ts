/** Sums of float32 and float64 numbers, rounded after each addition, in numpy's order. */

/** Fewer numbers than this are added one after another; more of them in as many strands. */
const STRANDS = 8;
/** More numbers than this are added in two halves. */
const BLOCK = 128;

/** The sum that `numpy.sum` gives for an array whose values lie one after another, in the precision of the array. */
export function pairwiseSum(values: Float32Array | Float64Array): number {
  const round = values instanceof Float32Array ? Math.fround : (value: number) => value;
  return sumOf(values, 0, values.length, round);
}

/** The mean that `numpy.mean` gives: {@link pairwiseSum} divided by the count, in the precision of the array. */
export function pairwiseMean(values: Float32Array | Float64Array): number {
  const mean = pairwiseSum(values) / values.length;
  return values instanceof Float32Array ? Math.fround(mean) : mean;
}

function sumOf(
  values: Float32Array | Float64Array,
  begin: number,
  length: number,
  round: (value: number) => number,
): number {
  if (length < STRANDS) {
    let sum = 0;
    for (let i = 0; i < length; i++) sum = round(sum + (values[begin + i] as number));
    return sum;
  }
  if (length <= BLOCK) return strandSum(values, begin, length, round);
  const half = Math.floor(length / 2);
  const left = half - (half % STRANDS);
  return round(
    sumOf(values, begin, left, round) + sumOf(values, begin + left, length - left, round),
  );
}

function strandSum(
  values: Float32Array | Float64Array,
  begin: number,
  length: number,
  round: (value: number) => number,
): number {
  // An array of the same kind rounds what is put into it.
  const strands = values.slice(begin, begin + STRANDS);
  const whole = length - (length % STRANDS);
  for (let i = STRANDS; i < whole; i++) {
    strands[i % STRANDS] = (strands[i % STRANDS] as number) + (values[begin + i] as number);
  }
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = strands;
  const add = (left: number, right: number) => round(left + right);
  let sum = add(add(add(a, b), add(c, d)), add(add(e, f), add(g, h)));
  for (let i = whole; i < length; i++) sum = add(sum, values[begin + i] as number);
  return sum;
}

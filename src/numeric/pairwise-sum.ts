/** Sums of float32 numbers, rounded after each addition, in numpy's order. */

/** Fewer numbers than this are added one after another; more of them in as many strands. */
const STRANDS = 8;
/** More numbers than this are added in two halves. */
const BLOCK = 128;

/** The sum that `numpy.sum` gives for a float32 array whose values lie one after another. */
export function pairwiseSum(
  values: Float32Array,
  begin = 0,
  length: number = values.length,
): number {
  if (length < STRANDS) {
    let sum = 0;
    for (let i = 0; i < length; i++) sum = Math.fround(sum + (values[begin + i] as number));
    return sum;
  }
  if (length <= BLOCK) return strandSum(values, begin, length);
  const half = Math.floor(length / 2);
  const left = half - (half % STRANDS);
  return Math.fround(
    pairwiseSum(values, begin, left) + pairwiseSum(values, begin + left, length - left),
  );
}

/** The mean that `numpy.mean` gives: {@link pairwiseSum} divided by the count, as a float32. */
export function pairwiseMean(values: Float32Array): number {
  return Math.fround(pairwiseSum(values) / values.length);
}

function strandSum(values: Float32Array, begin: number, length: number): number {
  const strands = values.slice(begin, begin + STRANDS);
  const whole = length - (length % STRANDS);
  for (let i = STRANDS; i < whole; i++) {
    strands[i % STRANDS] = (strands[i % STRANDS] as number) + (values[begin + i] as number);
  }
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = strands;
  const add = (left: number, right: number) => Math.fround(left + right);
  let sum = add(add(add(a, b), add(c, d)), add(add(e, f), add(g, h)));
  for (let i = whole; i < length; i++) sum = add(sum, values[begin + i] as number);
  return sum;
}

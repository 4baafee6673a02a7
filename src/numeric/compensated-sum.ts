/** Sums of float32 numbers as libmxnet computes them. */

/**
 * The sum that libmxnet's operator `sum` gives on a CPU: one number after another, and what each addition loses is added to the
 * next (Kahan), all rounded to float32.
 */
export function compensatedSum(values: Float32Array): number {
  let sum = 0;
  let lost = 0;
  for (const value of values) {
    const summand = Math.fround(value - lost);
    const next = Math.fround(sum + summand);
    lost = Math.fround(Math.fround(next - sum) - summand);
    sum = next;
  }
  return sum;
}

/** Whether one of two checkpoints is better, or was lucky. */

/**
 * McNemar's exact test, two-sided: how probable it is that two checkpoints which are equally good differ at least so much on
 * the images that only one of them gets right. It is computed by the binomial distribution, for large numbers too.
 *
 * @param onlyFirst - images that only the first gets right
 * @param onlySecond - images that only the second gets right
 */
export function mcnemar(onlyFirst: number, onlySecond: number): number {
  const all = onlyFirst + onlySecond;
  const fewer = Math.min(onlyFirst, onlySecond);
  if (2 * fewer === all) return 1;
  // Logarithms: with a thousand images 2 ** -all is no number any more.
  let logarithm = -all * Math.LN2;
  let sum = Math.exp(logarithm);
  for (let i = 0; i < fewer; i++) {
    logarithm += Math.log((all - i) / (i + 1));
    sum += Math.exp(logarithm);
  }
  return Math.min(1, 2 * sum);
}

/** Which of several values is marked. */

/**
 * Marks the best of the values that are there, each of them when several are equal; none when all are.
 *
 * @param isLessBetter - of losses and errors
 */
export function bestValues(
  values: readonly (number | null | undefined)[],
  isLessBetter = false,
): boolean[] {
  const numbers = values.filter((value) => typeof value === 'number');
  const best = isLessBetter ? Math.min(...numbers) : Math.max(...numbers);
  const isEqual = numbers.every((value) => value === best);
  return values.map((value) => value === best && !isEqual);
}

/** Checks of options, with one wording. */

/**
 * A number that an option gives, or its default.
 *
 * @throws RangeError for anything but a finite number
 */
export function numberOption(name: string, value: unknown, byDefault: number): number {
  if (value === undefined) return byDefault;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new RangeError(`\`${name}\` must be a number, received ${String(value)}`);
}

/**
 * {@link numberOption} for a whole number.
 *
 * @param least - minus infinity for no limit
 * @throws RangeError for anything but a whole number of at least `least`
 */
export function wholeNumberOption(
  name: string,
  value: unknown,
  byDefault: number,
  least = 0,
): number {
  if (value === undefined) return byDefault;
  if (typeof value === 'number' && Number.isInteger(value) && value >= least) return value;
  const range = Number.isFinite(least) ? ` from ${least}` : '';
  throw new RangeError(`\`${name}\` must be a whole number${range}, received ${String(value)}`);
}

/**
 * One of several words that an option gives, or its default.
 *
 * @throws RangeError for anything else
 */
export function choiceOption<Choice extends string>(
  name: string,
  value: unknown,
  choices: readonly Choice[],
  byDefault: Choice,
): Choice {
  if (value === undefined) return byDefault;
  const choice = choices.find((item) => item === value);
  if (choice !== undefined) return choice;
  throw new RangeError(
    `\`${name}\` must be one of ${choices.join(', ')}, received ${String(value)}`,
  );
}

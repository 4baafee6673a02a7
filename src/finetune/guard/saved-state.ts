/** Reading what was saved of a guard. */

import type { SavedValue } from '../resume/participants.js';

/**
 * A number, or nothing.
 *
 * @throws RangeError
 */
export function optionalNumber(name: string, value: SavedValue | undefined): number | undefined {
  if (value === null) return undefined;
  if (typeof value === 'number' && !Number.isNaN(value)) return value;
  throw new RangeError(`\`${name}\` must be a number or null, received ${JSON.stringify(value)}`);
}

/**
 * A whole number of at least 0.
 *
 * @throws RangeError
 */
export function wholeNumber(name: string, value: SavedValue | undefined): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw new RangeError(`\`${name}\` must be a whole number, received ${JSON.stringify(value)}`);
}

/**
 * Whole numbers of at least 0.
 *
 * @throws RangeError
 */
export function wholeNumbers(name: string, value: SavedValue | undefined): number[] {
  if (Array.isArray(value)) return value.map((item) => wholeNumber(name, item));
  throw new RangeError(`\`${name}\` must be a list, received ${JSON.stringify(value)}`);
}

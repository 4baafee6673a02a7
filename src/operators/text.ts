/** Values as texts: the C API takes every attribute as a string. */

import { pythonFloat } from '../text/python-float.js';

/** What an attribute may be. */
export type AttributeValue =
  | string
  | number
  | boolean
  | null
  | readonly AttributeValue[]
  | { toString(): string };

/** Attributes of an operator, by MXNet's names. `undefined` leaves one out. */
export type Attributes = Readonly<Record<string, AttributeValue | undefined>>;

/** An attribute's value as Python's `str` writes it: whole numbers without a point, tuples, `None`. */
export function attributeText(value: AttributeValue): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return numberText(value);
  if (Array.isArray(value)) return tupleText(value.map(attributeText));
  return String(value);
}

/** Texts as a Python tuple. */
export function tupleText(items: readonly string[]): string {
  return `(${items.join(', ')}${items.length === 1 ? ',' : ''})`;
}

/** Attributes as two parallel lists. */
export function attributeLists(attributes: Attributes): { keys: string[]; values: string[] } {
  const keys: string[] = [];
  const values: string[] = [];
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined) continue;
    keys.push(key);
    values.push(attributeText(value));
  }
  return { keys, values };
}

function numberText(value: number): string {
  return Number.isSafeInteger(value) && !Object.is(value, -0) ? String(value) : pythonFloat(value);
}

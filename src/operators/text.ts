/** Values as texts: the C API takes every attribute as a string. */

/** What an attribute may be. */
export type AttributeValue =
  | string
  | number
  | boolean
  | null
  | readonly number[]
  | { toString(): string };

/** Attributes of an operator, by MXNet's names. `undefined` leaves one out. */
export type Attributes = Readonly<Record<string, AttributeValue | undefined>>;

/**
 * A number as Python's `repr` writes a float. libmxnet's parser does not round correctly, so another spelling
 * of the same number may become another number: 129 of 478 tried values do.
 */
export function pythonFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const [mantissa = '', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 16) {
    const digits = String(Math.abs(exponent)).padStart(2, '0');
    return `${mantissa}e${exponent < 0 ? '-' : '+'}${digits}`;
  }
  const text = String(value);
  return text.includes('.') ? text : `${text}.0`;
}

/** An attribute's value as Python's `str` writes it: whole numbers without a point, tuples, `None`. */
export function attributeText(value: AttributeValue): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return numberText(value);
  if (Array.isArray(value)) return tupleText(value.map(numberText));
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

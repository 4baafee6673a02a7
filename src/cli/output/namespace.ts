/** Options as Python prints them. */

import { pythonFloat } from '../../text/python-float.js';

/**
 * `Namespace(batch_size=16, …)`, sorted by name, as argparse shows what it has read.
 *
 * @param floats - the names of values that were read as floats: a default without a fraction is shown as it stands
 */
export function namespaceText(
  values: ReadonlyMap<string, string | number | boolean | undefined>,
  floats: ReadonlySet<string> = new Set(),
): string {
  const text = (name: string, value: string | number | boolean | undefined) =>
    typeof value === 'number' && floats.has(name) ? pythonFloat(value) : valueText(value);
  const fields = [...values]
    .map(([name, value]) => [name.replaceAll('-', '_'), text(name, value)] as const)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`);
  return `Namespace(${fields.join(', ')})`;
}

function valueText(value: string | number | boolean | undefined): string {
  if (value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return quoted(value);
  return Number.isSafeInteger(value) ? String(value) : pythonFloat(value);
}

/** Python prefers single quotes. */
function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return quote + (quote === "'" ? escaped.replaceAll("'", "\\'") : escaped) + quote;
}

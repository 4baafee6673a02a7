/** Numbers as Python's `int` and `float` read them. */

const INT = /^[+-]?\d+(_\d+)*$/;
const FLOAT = /^[+-]?(\d+(_\d+)*\.?(\d+(_\d+)*)?|\.\d+(_\d+)*)(e[+-]?\d+(_\d+)*)?$/i;

/** @returns `undefined` for a text that is no whole number */
export function parsePythonInt(text: string): number | undefined {
  return parse(INT, text);
}

/** @returns `undefined` for a text that is no number, or not a finite one */
export function parsePythonFloat(text: string): number | undefined {
  return parse(FLOAT, text);
}

function parse(form: RegExp, text: string): number | undefined {
  const trimmed = text.trim();
  return form.test(trimmed) ? Number(trimmed.replaceAll('_', '')) : undefined;
}

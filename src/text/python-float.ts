/** Numbers as Python writes and reads them. */

/**
 * A number as Python's `repr` writes a float: the shortest digits that read back as the same number, an exponent
 * below 1e-4 and from 1e16 on, and always a point or an exponent.
 *
 * libmxnet's own parser of numbers does not round correctly, so another spelling of the same number may become
 * another number there: 129 of 478 tried values do.
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

/** A number as numpy's `str` writes a float32: the shortest digits that read back as the same float32. */
export function pythonFloat32(value: number): string {
  if (!Number.isFinite(value) || value === 0) return pythonFloat(value);
  for (let digits = 1; digits < 9; digits++) {
    const shorter = Number(value.toPrecision(digits));
    if (Math.fround(shorter) === value) return pythonFloat(shorter);
  }
  return pythonFloat(Number(value.toPrecision(9)));
}

/** Names of options. */

/** `rnd_type` as `rndType`: MXNet's names of options become ours. Names that are ours already stay. */
export function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** {@link camelCase} for the names of all options; those that are `undefined` are left out. */
export function camelCaseOptions(
  options: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([name, value]) => [camelCase(name), value]));
}

/** Names with options as JSON, the way in which MXNet writes them into attributes: `["xavier", {"magnitude": 2}]`. */

/**
 * Takes one apart.
 *
 * @param kind - what is described, for errors
 * @throws RangeError when it is something else
 */
export function nameWithOptions(
  kind: string,
  text: string,
): [name: string, options: Readonly<Record<string, unknown>>] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new RangeError(`the ${kind} ${text} is not JSON`, { cause });
  }
  const [name, options = {}] = Array.isArray(parsed) ? (parsed as unknown[]) : [];
  if (typeof name === 'string' && typeof options === 'object' && options !== null) {
    return [name, options as Readonly<Record<string, unknown>>];
  }
  throw new RangeError(`the ${kind} ${text} is not a name with options`);
}

/** Names that the network must have. */

/** @throws RangeError for a name that is not among the network's arguments */
export function checkNames(
  option: string,
  wanted: readonly string[],
  known: readonly string[],
): void {
  const unknown = wanted.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const inputs = known.filter((name) => !/_(weight|bias|gamma|beta)$/.test(name));
  throw new RangeError(
    `\`${option}\` names ${unknown}, which the network does not have. Its inputs are ${inputs.join(', ')}`,
  );
}

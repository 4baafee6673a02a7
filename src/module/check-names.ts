/** Names that must be known. */

import type { DataDesc } from '../io/data-desc.js';

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

/** @throws RangeError for a label of the network that is not among what the data deliver */
export function checkLabels(wanted: readonly string[], delivered: readonly DataDesc[]): void {
  const names = delivered.map(({ name }) => name);
  const missing = wanted.find((name) => !names.includes(name));
  if (missing === undefined) return;
  throw new RangeError(
    `the network has the label ${missing}, the data deliver ${names.join(', ')}. Call the label of the data so`,
  );
}

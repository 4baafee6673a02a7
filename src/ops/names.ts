/** Where an operator is found among {@link ops}. */

import { camelCase } from '../text/camel-case.js';

/** Operators that stand apart. */
export type Namespace = 'contrib' | 'image' | 'linalg' | 'random' | 'internal';

const PREFIXES: Readonly<Record<Namespace, string>> = {
  contrib: '_contrib_',
  image: '_image_',
  linalg: '_linalg_',
  random: '_random_',
  // Whatever else begins with an underscore.
  internal: '_',
};

/** @internal */
export const NAMESPACES: readonly Namespace[] = Object.keys(PREFIXES) as Namespace[];

/** Where an operator stands: `_contrib_box_nms` is `boxNms` in `contrib`, `elemwise_add` is `elemwiseAdd`. @internal */
export function placeOf(operator: string): { namespace: Namespace | undefined; member: string } {
  const namespace = NAMESPACES.find((candidate) => operator.startsWith(PREFIXES[candidate]));
  const rest = namespace === undefined ? operator : operator.slice(PREFIXES[namespace].length);
  return { namespace, member: camelCase(rest) };
}

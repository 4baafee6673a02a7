/** A remedy for networks that libmxnet's oneDNN backend fuses wrongly. */

import { withOperatorBehind } from '../symbol/edit.js';
import { type GraphNode, graphOf, readersOf } from '../symbol/graph.js';
import type { Symbol } from '../symbol/symbol.js';

const ADDITION = 'elemwise_add';

const ACTIVATIONS = ['Activation', 'LeakyReLU', 'clip'];

/** What can be fused behind a convolution, a normalization and an addition. */
const FUSED: Readonly<Record<string, readonly string[]>> = {
  Convolution: ['BatchNorm', ADDITION, ...ACTIVATIONS],
  BatchNorm: [ADDITION, ...ACTIVATIONS],
  [ADDITION]: ACTIVATIONS,
};

/**
 * When a convolution, or what was fused with it, is an output of the network or feeds an addition besides, libmxnet 1.9.1 may
 * fuse an operator behind it all the same, and give the others what comes out of that: a network without gradients then
 * answers otherwise than the same one in training. The first unit of a CIFAR ResNet v2 is such a case. Nothing is fused
 * behind a multiplication by one. (A mere copy is taken out before operators are fused.)
 *
 * @returns `undefined` when there is no such output
 */
export async function separatedNetwork(symbol: Symbol): Promise<Symbol | undefined> {
  const graph = await graphOf(symbol);
  const names = new Set<string>();
  for (const [node, readers] of readersOf(graph)) {
    if (isInDanger(node, readers, graph.heads.includes(node))) names.add(node.name);
  }
  if (names.size === 0) return undefined;
  return await withOperatorBehind(symbol, names, '_mul_scalar', { scalar: '1' });
}

function isInDanger(
  { operator = '' }: GraphNode,
  readers: readonly GraphNode[],
  isOutput: boolean,
): boolean {
  const fused = FUSED[operator];
  if (fused === undefined) return false;
  return readers.some(
    (reader, place) =>
      fused.includes(reader.operator ?? '') &&
      (isOutput || readers.some((other, i) => i !== place && other.operator === ADDITION)),
  );
}

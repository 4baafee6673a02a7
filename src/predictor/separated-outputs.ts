/** A remedy for networks that libmxnet's oneDNN backend fuses wrongly. */

import { withOperatorBehind } from '../symbol/edit.js';
import { type Graph, type GraphNode, readersOf } from '../symbol/graph.js';
import type { Symbol } from '../symbol/symbol.js';

const ADDITION = 'elemwise_add';

const ACTIVATIONS = ['Activation', 'LeakyReLU', 'clip'];

/** What can be fused behind a convolution, and behind a normalization that is fused with one. */
const FUSED: Readonly<Record<string, readonly string[]>> = {
  Convolution: ['BatchNorm', ...ACTIVATIONS],
  BatchNorm: ACTIVATIONS,
};

/**
 * When a convolution, or the normalization behind it, feeds an addition and something else, libmxnet 1.9.1 may fuse the other
 * one with it all the same, and add what comes out of that: a network without gradients then answers otherwise than the
 * same one in training. The first unit of a CIFAR ResNet v2 is such a case. Nothing is fused behind a multiplication by
 * one. (A mere copy is taken out before operators are fused.)
 *
 * @param symbol - of one output
 * @param graph - of it
 * @returns `undefined` when nothing would be fused wrongly
 */
export async function separatedNetwork(symbol: Symbol, graph: Graph): Promise<Symbol | undefined> {
  const names = new Set<string>();
  for (const [node, readers] of readersOf(graph)) {
    if (isInDanger(node, readers)) names.add(node.name);
  }
  if (names.size === 0) return undefined;
  return await withOperatorBehind(symbol, names, '_mul_scalar', { scalar: '1' });
}

function isInDanger({ operator = '' }: GraphNode, readers: readonly GraphNode[]): boolean {
  const operators = readers.map((reader) => reader.operator ?? '');
  const fused = FUSED[operator] ?? [];
  return operators.includes(ADDITION) && operators.some((reader) => fused.includes(reader));
}

/** Batch normalization as the scaling and shifting that it is while nothing is learned. */

import type { SplitParams } from '../checkpoint/load.js';
import { fromTypedArray } from '../ndarray/create.js';
import type { NDArray } from '../ndarray/ndarray.js';
import { type Replacement, withOperators } from '../symbol/edit.js';
import { type Graph, type GraphNode, readersOf } from '../symbol/graph.js';
import type { NamedShapes } from '../symbol/infer.js';
import type { Symbol } from '../symbol/symbol.js';

/** A network that is to be bound in place of another one, with values for its own variables. */
export interface ScaledNetwork {
  symbol: Symbol;
  values: ReadonlyMap<string, NDArray>;
}

/** Images, channels, rows, columns. */
const DIMENSIONS = 4;

/**
 * Larger products of scale and mean are left to the operator: it takes the mean away first, and loses fewer digits where
 * a mean is many times the deviation.
 */
const LARGEST_SHIFT = 64;

const EPS = 1e-3;

/**
 * Makes convolutions of the batch normalizations with an activation behind them that libmxnet cannot fold into a
 * convolution before them: those that follow a sum, a concatenation or a pooling, as in ResNets v2 and DenseNets. A
 * convolution of one weight for each channel does the same, and its activation is fused with it: one pass over the values
 * in place of two, which also leave the caches.
 *
 * @param graph - of the symbol
 * @param params - on the CPU
 * @param shapes - of every output in the network, by name
 * @returns `undefined` when there is nothing to be done
 */
export async function scaledNetwork(
  symbol: Symbol,
  graph: Graph,
  params: SplitParams,
  shapes: NamedShapes,
): Promise<ScaledNetwork | undefined> {
  const replacements = new Map<string, Replacement>();
  const values = new Map<string, NDArray>();
  const names = new Set([...symbol.listArguments(), ...symbol.listAuxiliaryStates()]);
  for (const node of unfolded(graph, shapes)) {
    const scaling = await scalingOf(node, params);
    const variables = [`${node.name}_scale`, `${node.name}_shift`];
    if (scaling === undefined || variables.some((name) => names.has(name))) continue;
    const channels = scaling.scale.length;
    const [scale, shift] = variables as [string, string];
    values.set(scale, fromTypedArray(scaling.scale, [channels, 1, 1, 1]));
    values.set(shift, fromTypedArray(scaling.shift, [channels]));
    const count = String(channels);
    replacements.set(node.name, {
      operator: 'Convolution',
      attributes: { kernel: '(1, 1)', num_filter: count, num_group: count, no_bias: 'False' },
      variables,
    });
  }
  if (replacements.size === 0) return undefined;
  return { symbol: await withOperators(symbol, replacements), values };
}

/** The batch normalizations of images between something that is no convolution of their own, and an activation of their own. */
function unfolded(graph: Graph, shapes: NamedShapes): GraphNode[] {
  const readers = readersOf(graph);
  const onlyReader = (node: GraphNode): GraphNode | undefined => {
    const [reader, ...others] = readers.get(node) ?? [];
    return others.length > 0 || graph.heads.includes(node) ? undefined : reader;
  };
  return graph.nodes.filter((node) => {
    const [input] = node.inputs;
    if (node.operator !== 'BatchNorm' || input === undefined || hasOtherAxis(node)) return false;
    const next = onlyReader(node);
    if (next?.operator !== 'Activation' || next.attributes['act_type'] !== 'relu') return false;
    if (input.operator === 'Convolution' && onlyReader(input) === node) return false;
    return shapes[`${node.name}_output`]?.length === DIMENSIONS;
  });
}

function hasOtherAxis({ attributes: { axis = '1', output_mean_var = 'False' } }: GraphNode) {
  return axis !== '1' || isTrue(output_mean_var);
}

interface Scaling {
  scale: Float32Array;
  shift: Float32Array;
}

/** Computed with double precision; `undefined` when too few digits would be left. */
async function scalingOf(node: GraphNode, params: SplitParams): Promise<Scaling | undefined> {
  const { argParams, auxParams } = params;
  const [, gammaNode, betaNode, meanNode, varianceNode] = node.inputs.map(({ name }) => name);
  const arrays = [
    ...[gammaNode, betaNode].map((name = '') => argParams.get(name)),
    ...[meanNode, varianceNode].map((name = '') => auxParams.get(name)),
  ];
  if (!arrays.every((array) => array?.dtype === 'float32')) return undefined;
  const [gamma, beta, mean, variance] = (await Promise.all(
    arrays.map((array) => array?.data<Float32Array>()),
  )) as [Float32Array, Float32Array, Float32Array, Float32Array];
  const { fix_gamma = 'True', eps } = node.attributes;
  const epsilon = eps === undefined ? EPS : Number(eps);
  const scale = Array.from(
    variance,
    (value, i) => (isTrue(fix_gamma) ? 1 : (gamma[i] as number)) / Math.sqrt(value + epsilon),
  );
  const shifts = scale.map((factor, i) => factor * (mean[i] as number));
  // What is no number fails too.
  if (!shifts.every((shift) => Math.abs(shift) <= LARGEST_SHIFT)) return undefined;
  return {
    scale: Float32Array.from(scale),
    shift: Float32Array.from(shifts, (shift, i) => (beta[i] as number) - shift),
  };
}

function isTrue(text: string): boolean {
  return text === 'True' || text === '1' || text === 'true';
}

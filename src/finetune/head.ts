/** Where a network is cut. */

import { FineTuneError } from '../errors.js';
import { ancestors, type Graph, type GraphNode } from '../symbol/graph.js';
import { nearest } from '../text/nearest.js';

/** The place of the cut. */
export interface Head {
  /** The last node that is kept. */
  lastKept: GraphNode;
  /** The layer that goes; `undefined` when the cut was named and no fully connected layer follows it. */
  replaced: GraphNode | undefined;
  /** Whether the kept part still has an image plane that must be averaged: the old head was a convolution. */
  pooled: boolean;
  /** How the place was found. */
  foundBy: 'graph' | 'name';
}

/** Operators between the last fully connected layer and the output: one input, nothing to learn. */
const PASSED: ReadonlySet<string> = new Set([
  'SoftmaxOutput',
  'Softmax',
  'softmax',
  'log_softmax',
  'SoftmaxActivation',
  'LogisticRegressionOutput',
  'LinearRegressionOutput',
  'SVMOutput',
  'MakeLoss',
  'make_loss',
  'BlockGrad',
  'Activation',
  'LeakyReLU',
  'Dropout',
  'Cast',
  'amp_cast',
  'Flatten',
  'Reshape',
  '_copy',
  'identity',
]);

/**
 * Finds the last fully connected layer by walking the graph back from its output; or the convolution with a kernel of one
 * pixel that stands for it: its result is averaged over the whole image, as in SqueezeNet, or its input, as in some
 * MobileNets.
 *
 * @throws {@link FineTuneError} `ERR_HEAD_NOT_FOUND` when the walk ends elsewhere, naming layers to choose from
 */
export function findHead(graph: Graph): Head {
  const [output, ...others] = graph.heads;
  if (output === undefined || others.length > 0) {
    throw notFound(graph, `the network has ${graph.heads.length} outputs`);
  }
  let node: GraphNode = output;
  let pooled = false;
  while (!(node.operator === 'FullyConnected' || isPointwiseHead(node, pooled))) {
    const [input] = node.inputs;
    if (input === undefined) throw notFound(graph, `the walk back ends at the input ${node.name}`);
    const global = isGlobalPooling(node);
    if (!global && !PASSED.has(node.operator ?? '')) {
      throw notFound(graph, `the walk back meets the ${node.operator} ${node.name} first`);
    }
    pooled ||= global;
    node = input;
  }
  const [lastKept] = node.inputs;
  if (lastKept === undefined) throw notFound(graph, `${node.name} has no input`);
  return {
    lastKept,
    replaced: node,
    pooled: pooled && node.operator === 'Convolution',
    foundBy: 'graph',
  };
}

/** @param pooled - whether an average over the whole image comes behind the node */
function isPointwiseHead(node: GraphNode, pooled: boolean): boolean {
  return isPointwise(node) && (pooled || isAveraged(node.inputs[0]));
}

/** Whether a node's result is an average over the whole image. */
function isAveraged(node: GraphNode | undefined): boolean {
  let current = node;
  while (current !== undefined && PASSED.has(current.operator ?? '')) [current] = current.inputs;
  return current !== undefined && isGlobalPooling(current);
}

function isPointwise({ operator, attributes }: GraphNode): boolean {
  return operator === 'Convolution' && /^[([]1, ?1[)\]]$/.test(attributes['kernel'] ?? '');
}

function isGlobalPooling({ operator, attributes }: GraphNode): boolean {
  return operator === 'Pooling' && /^(true|1)$/i.test(attributes['global_pool'] ?? '');
}

/**
 * The layer with a given name, as `--layer-before-fullc` gives it.
 *
 * @throws {@link FineTuneError} `ERR_HEAD_NOT_FOUND` when there is none, or more than one, with the nearest names
 */
export function headAfter(graph: Graph, name: string): Head {
  const layers = graph.nodes.filter((node) => node.operator !== undefined);
  const matching = layers.filter((node) => node.name === name);
  const [lastKept, ...more] = matching;
  if (lastKept === undefined) {
    const names = nearest(
      name,
      layers.map((node) => node.name),
      5,
    );
    throw new FineTuneError(
      'ERR_HEAD_NOT_FOUND',
      `the network has no layer ${name}. The nearest names are ${names.join(', ')}; ` +
        'all layers: mxnet-finetune inspect PREFIX --layers',
    );
  }
  if (more.length > 0) {
    throw new FineTuneError(
      'ERR_HEAD_NOT_FOUND',
      `the network has ${matching.length} layers named ${name}`,
    );
  }
  const kept = new Set(ancestors(graph, lastKept));
  const replaced = layers.find((node) => node.operator === 'FullyConnected' && !kept.has(node));
  return { lastKept, replaced, pooled: false, foundBy: 'name' };
}

function notFound(graph: Graph, reason: string): FineTuneError {
  const layers = graph.nodes.filter((node) => node.operator !== undefined).slice(-6);
  const names = layers.map((node) => `${node.name} (${node.operator})`);
  return new FineTuneError(
    'ERR_HEAD_NOT_FOUND',
    `no last fully connected layer was found: ${reason}. Name the last layer to keep with --layer-before-fullc. ` +
      `The last layers are ${names.join(', ')}; all layers: mxnet-finetune inspect PREFIX --layers`,
  );
}

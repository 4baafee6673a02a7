/** What a checkpoint is made of, without loading its values. */

import { isLabel } from '../checkpoint/compare.js';
import { requireEpoch } from '../checkpoint/load.js';
import { loadSymbol } from '../checkpoint/load-symbol.js';
import { paramsFile, symbolFile } from '../checkpoint/names.js';
import { type ParamsEntry, readParamsDirectory } from '../checkpoint/params-directory.js';
import { FineTuneError, MXNetError } from '../errors.js';
import { findHead, type Head } from '../finetune/head.js';
import { openLibrary } from '../runtime/library.js';
import { ancestors, type Graph, type GraphNode, graphOf } from '../symbol/graph.js';
import { inferShape } from '../symbol/infer.js';
import type { Symbol } from '../symbol/symbol.js';

/** One array of a layer. */
export interface LayerArray {
  name: string;
  shape: readonly number[];
  dtype: string;
}

/** One operator of the network, with the arrays that belong to it. */
export interface LayerDescription {
  name: string;
  operator: string;
  /** `undefined` when the input's shape is not known or does not fit. */
  outputShape: readonly number[] | undefined;
  parameters: LayerArray[];
  auxiliaryStates: LayerArray[];
  /** Elements of its parameters. */
  parameterCount: number;
}

/** What fine-tuning would replace. */
export interface HeadDescription {
  layer: string;
  operator: string;
  lastKept: string;
  /** The arrays that would be dropped. */
  parameters: string[];
}

/** A whole checkpoint. */
export interface CheckpointDescription {
  symbolFile: string;
  paramsFile: string;
  inputs: string[];
  outputs: string[];
  /** Elements of all parameters, without auxiliary states. */
  parameterCount: number;
  arrays: number;
  bytes: number;
  /** `undefined` when none was found; then `headProblem` says why. */
  head: HeadDescription | undefined;
  headProblem: string | undefined;
  layers: LayerDescription[];
  /** Parameters of the network that the file does not have. */
  missing: string[];
  /** Arrays of the file that the network does not have. */
  extra: string[];
}

/**
 * Describes a checkpoint.
 *
 * @param imageShape - channels, height, width, from which the layers' output shapes follow
 * @throws {@link FineTuneError} `ERR_CHECKPOINT_NOT_FOUND`, `ERR_CHECKPOINT_FORMAT`
 */
export async function describeCheckpoint(
  prefix: string,
  epoch: number,
  imageShape: readonly number[],
): Promise<CheckpointDescription> {
  await openLibrary();
  using symbol = await loadSymbol(symbolFile(prefix));
  await requireEpoch(prefix, epoch);
  const file = paramsFile(prefix, epoch);
  const entries = new Map((await readParamsDirectory(file)).map((entry) => [entry.name, entry]));
  const graph = await graphOf(symbol);
  const { head, problem } = tryFindHead(graph);
  const shapes = await outputShapes(symbol, imageShape);
  const layers = graph.nodes
    .filter((node) => node.operator !== undefined)
    .map((node) => describeLayer(node, entries, shapes));
  const needed = [
    ...symbol.listArguments().map((name) => `arg:${name}`),
    ...symbol.listAuxiliaryStates().map((name) => `aux:${name}`),
  ];
  const known = new Set(needed);
  const absent = needed.filter((key) => !entries.has(key)).map((key) => key.slice(4));
  return {
    symbolFile: symbolFile(prefix),
    paramsFile: file,
    inputs: absent.filter(isInput),
    outputs: symbol.listOutputs(),
    parameterCount: layers.reduce((sum, layer) => sum + layer.parameterCount, 0),
    arrays: entries.size,
    bytes: [...entries.values()].reduce((sum, entry) => sum + entry.bytes, 0),
    head: head && describeHead(graph, head, entries),
    headProblem: problem,
    layers,
    missing: absent.filter((name) => !isInput(name)),
    extra: [...entries.keys()].filter((key) => !known.has(key)),
  };
}

function isInput(name: string): boolean {
  return name === 'data' || isLabel(name);
}

function tryFindHead(graph: Graph): { head?: Head; problem?: string } {
  try {
    return { head: findHead(graph) };
  } catch (error) {
    if (!(error instanceof FineTuneError)) throw error;
    return { problem: error.message };
  }
}

/** By `<node>_output`; empty when the image does not fit the network. */
async function outputShapes(
  symbol: Symbol,
  imageShape: readonly number[],
): Promise<ReadonlyMap<string, readonly number[]>> {
  using internals = symbol.internals();
  try {
    const { outputs } = await inferShape(
      internals,
      { data: [1, ...imageShape] },
      { partial: true },
    );
    return outputs;
  } catch (error) {
    if (!(error instanceof MXNetError)) throw error;
    return new Map();
  }
}

function describeLayer(
  node: GraphNode,
  entries: ReadonlyMap<string, ParamsEntry>,
  shapes: ReadonlyMap<string, readonly number[]>,
): LayerDescription {
  const variables = node.inputs.filter((input) => input.operator === undefined);
  const arrays = (kind: string): LayerArray[] =>
    variables.flatMap(({ name }) => {
      const entry = entries.get(`${kind}:${name}`);
      return entry ? [{ name, shape: entry.shape, dtype: entry.dtype }] : [];
    });
  const parameters = arrays('arg');
  const shape = shapes.get(`${node.name}_output`) ?? shapes.get(`${node.name}_output0`);
  return {
    name: node.name,
    operator: node.operator ?? '',
    outputShape: shape === undefined || shape.length === 0 ? undefined : shape,
    parameters,
    auxiliaryStates: arrays('aux'),
    parameterCount: parameters.reduce((sum, { shape: dims }) => sum + elements(dims), 0),
  };
}

function describeHead(
  graph: Graph,
  { lastKept, replaced }: Head,
  entries: ReadonlyMap<string, ParamsEntry>,
): HeadDescription | undefined {
  if (replaced === undefined) return undefined;
  const kept = new Set(ancestors(graph, lastKept).map((node) => node.name));
  const dropped = graph.nodes.filter((node) => node.operator === undefined && !kept.has(node.name));
  return {
    layer: replaced.name,
    operator: replaced.operator ?? '',
    lastKept: lastKept.name,
    parameters: dropped.map(({ name }) => name).filter((name) => entries.has(`arg:${name}`)),
  };
}

function elements(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/**
 * Whether the JSON of a network is a graph at all.
 *
 * libmxnet follows the numbers in it without looking: an output that a node does not have is read from memory that
 * belongs to something else, and a graph that goes in circles fails far from here.
 */

import { MXNetError } from '../errors.js';
// Under its own name it would hide the global Symbol, which `using` needs.
import { Symbol as Net } from '../symbol/symbol.js';

/** What a node takes from another one. */
interface Edge {
  node: number;
  output: number;
}

interface Node {
  operator: string;
  name: string;
  inputs: Edge[];
  attributes: Record<string, string>;
}

/** A graph of which every edge leads somewhere. */
export interface SymbolStructure {
  nodes: Node[];
  heads: Edge[];
}

class Malformed extends Error {}

/**
 * Reads the structure of a network.
 *
 * @returns a sentence that says what is wrong, or the structure
 */
export function readSymbolStructure(content: unknown): SymbolStructure | string {
  try {
    const { nodes, heads } = record(content, 'it');
    const list = array(nodes, 'nodes').map(readNode);
    const structure = { nodes: list, heads: array(heads, 'heads').map(readEdge) };
    checkEdges(structure);
    checkOrder(structure);
    return structure;
  } catch (error) {
    if (error instanceof Malformed) return error.message;
    throw error;
  }
}

/**
 * Whether every output that is taken of an operator exists.
 *
 * @param structure - as libmxnet writes it, with the attributes that the operators understand
 * @returns a sentence that says what is wrong
 */
export function findMissingOutput({ nodes, heads }: SymbolStructure): string | undefined {
  const edges = [...heads, ...nodes.flatMap((node) => node.inputs)];
  for (const { node: index, output } of edges) {
    const node = nodes[index];
    if (node === undefined || output === 0) continue;
    const outputs = outputsOf(node);
    if (output >= outputs) {
      return `it takes output ${output} of ${node.name}, which has ${outputs === 1 ? 'only one' : outputs}`;
    }
  }
  return undefined;
}

/** Whether {@link findMissingOutput} has anything to look for: nearly all operators have one output. */
export function takesFurtherOutputs({ nodes, heads }: SymbolStructure): boolean {
  return [...heads, ...nodes.flatMap((node) => node.inputs)].some(({ output }) => output > 0);
}

/** Unlimited for an operator that cannot be made alone, such as one with a graph inside. */
function outputsOf({ operator, attributes }: Node): number {
  try {
    using alone = Net.compose(operator, [], attributes, 'alone');
    return alone.listOutputs().length;
  } catch (error) {
    if (error instanceof MXNetError || error instanceof TypeError) return Number.POSITIVE_INFINITY;
    throw error;
  }
}

function readNode(value: unknown, index: number): Node {
  const { op, name, inputs, ...more } = record(value, `node ${index}`);
  if (typeof op !== 'string' || typeof name !== 'string') {
    throw new Malformed(`node ${index} has no operator or no name`);
  }
  const edges = array(inputs, `inputs of ${name}`).map(readEdge);
  if (op === 'null' && edges.length > 0) throw new Malformed(`the variable ${name} has inputs`);
  return { operator: op, name, inputs: edges, attributes: attributesOf(more) };
}

function attributesOf({ param, attr, attrs }: Record<string, unknown>): Record<string, string> {
  return Object.assign({}, param, attr, attrs) as Record<string, string>;
}

/** Node, output and, not before MXNet 0.9, version. */
function readEdge(value: unknown): Edge {
  const [node, output] = array(value, 'an edge') as [unknown, unknown];
  if (!isIndex(node) || !isIndex(output)) throw new Malformed('an edge has no node or no output');
  return { node, output };
}

function checkEdges({ nodes, heads }: SymbolStructure): void {
  const check = ({ node, output }: Edge, who: string) => {
    const source = nodes[node];
    if (source === undefined) {
      throw new Malformed(`${who} is node ${node}, but there are ${nodes.length} nodes`);
    }
    if (source.operator === 'null' && output > 0) {
      throw new Malformed(`${who} is output ${output} of the variable ${source.name}`);
    }
  };
  for (const head of heads) check(head, 'an output of the network');
  for (const { name, inputs } of nodes) {
    for (const input of inputs) check(input, `an input of ${name}`);
  }
}

/** Takes away nodes whose inputs are all gone; what is left feeds itself. */
function checkOrder({ nodes }: SymbolStructure): void {
  const users = nodes.map((): number[] => []);
  for (const [index, { inputs }] of nodes.entries()) {
    for (const { node } of inputs) users[node]?.push(index);
  }
  const missing = nodes.map(({ inputs }) => inputs.length);
  const ready = [...missing.keys()].filter((index) => missing[index] === 0);
  let left = nodes.length;
  for (let index = ready.pop(); index !== undefined; index = ready.pop()) {
    left--;
    for (const user of users[index] ?? []) {
      missing[user] = (missing[user] ?? 0) - 1;
      if (missing[user] === 0) ready.push(user);
    }
  }
  if (left === 0) return;
  const name = nodes[missing.findIndex((count) => count > 0)]?.name;
  throw new Malformed(`its nodes feed each other in a circle, for example ${name}`);
}

function isIndex(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function record(value: unknown, what: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new Malformed(`${what} is no JSON object`);
}

function array(value: unknown, what: string): unknown[] {
  if (Array.isArray(value)) return value;
  throw new Malformed(`it has no list of ${what}`);
}

/** Changed copies of graphs. */

import { Symbol } from './symbol.js';

interface JsonNode {
  op: string;
  name: string;
  inputs: number[][];
  attrs?: Record<string, string>;
}

interface JsonGraph {
  nodes: JsonNode[];
  arg_nodes: number[];
  node_row_ptr?: number[];
  heads: number[][];
}

/** What a node becomes; it keeps its name and its first input. */
export interface Replacement {
  operator: string;
  attributes: Readonly<Record<string, string>>;
  /** New variables that are its further inputs. */
  variables: readonly string[];
}

/** A copy of a graph in which the named nodes have another attribute. */
export async function withAttribute(
  symbol: Symbol,
  nodes: readonly string[],
  key: string,
  value: string,
): Promise<Symbol> {
  const graph = JSON.parse(await symbol.toJson()) as JsonGraph;
  const wanted = new Set(nodes);
  for (const node of graph.nodes) {
    if (wanted.has(node.name)) node.attrs = { ...node.attrs, [key]: value };
  }
  return await Symbol.fromJson(JSON.stringify(graph));
}

/**
 * A copy of a graph in which other operators stand for the named nodes. Variables that only those have read are no arguments
 * of the copy any more.
 */
export async function withOperators(
  symbol: Symbol,
  replacements: ReadonlyMap<string, Replacement>,
): Promise<Symbol> {
  return await rebuilt(symbol, (node, add) => {
    const replacement = replacements.get(node.name);
    if (replacement === undefined) return add(node);
    const { operator, attributes, variables } = replacement;
    const added = variables.map((name) => [add({ op: 'null', name, inputs: [] }), 0, 0]);
    const inputs = [...node.inputs.slice(0, 1), ...added];
    return add({ op: operator, name: node.name, attrs: { ...attributes }, inputs });
  });
}

/** A copy of a graph in which all nodes read the outputs of the named nodes, of one each, through another operator. */
export async function withOperatorBehind(
  symbol: Symbol,
  names: ReadonlySet<string>,
  op: string,
  attrs: Record<string, string>,
): Promise<Symbol> {
  return await rebuilt(symbol, (node, add) => {
    const place = add(node);
    if (!names.has(node.name)) return place;
    add({ op, attrs, name: `${node.name}${op}`, inputs: [[place, 0, 0]] });
    return place;
  });
}

/**
 * A copy of a graph with other nodes, whose numbers change: what a node reads stands before it.
 *
 * @param place - adds what stands for a node that is no variable, and gives its number; the last node that it adds is what
 * later nodes read
 */
async function rebuilt(
  symbol: Symbol,
  place: (node: JsonNode, add: (node: JsonNode) => number) => number,
): Promise<Symbol> {
  const { node_row_ptr: _, ...graph } = JSON.parse(await symbol.toJson()) as JsonGraph;
  const nodes: JsonNode[] = [];
  const add = (node: JsonNode) => nodes.push(node) - 1;
  /** Where outputs of the graph, and where inputs of later nodes come from. */
  const [outputs, inputs]: [number[], number[]] = [[], []];
  const moved =
    (places: readonly number[]) =>
    ([from = 0, ...rest]: number[]) => [places[from] as number, ...rest];
  for (const node of graph.nodes) {
    const copy = { ...node, inputs: node.inputs.map(moved(inputs)) };
    outputs.push(node.op === 'null' ? add(copy) : place(copy, add));
    inputs.push(nodes.length - 1);
  }
  const arg_nodes = nodes.flatMap(({ op }, at) => (op === 'null' ? [at] : []));
  const heads = graph.heads.map(moved(outputs));
  return await Symbol.fromJson(JSON.stringify({ ...graph, nodes, arg_nodes, heads }));
}

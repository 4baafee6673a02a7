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
  const { node_row_ptr: _, ...graph } = JSON.parse(await symbol.toJson()) as JsonGraph;
  const nodes: JsonNode[] = [];
  // Numbers change: the new variables stand before the nodes that read them.
  const places: number[] = [];
  const moved = ([place = 0, ...rest]: number[]) => [places[place] as number, ...rest];
  for (const node of graph.nodes) {
    const inputs = node.inputs.map(moved);
    const replacement = node.op === 'null' ? undefined : replacements.get(node.name);
    if (replacement === undefined) {
      places.push(nodes.push({ ...node, inputs }) - 1);
      continue;
    }
    const { operator, attributes, variables } = replacement;
    const added = variables.map((name) => [nodes.push({ op: 'null', name, inputs: [] }) - 1, 0, 0]);
    places.push(
      nodes.push({
        op: operator,
        name: node.name,
        attrs: { ...attributes },
        inputs: [...inputs.slice(0, 1), ...added],
      }) - 1,
    );
  }
  const arg_nodes = nodes.flatMap(({ op }, place) => (op === 'null' ? [place] : []));
  const heads = graph.heads.map(moved);
  return await Symbol.fromJson(JSON.stringify({ ...graph, nodes, arg_nodes, heads }));
}

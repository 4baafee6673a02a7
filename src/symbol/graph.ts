/** A graph as plain data, to walk over. */

import type { Symbol } from './symbol.js';

/** One node of a graph. */
export interface GraphNode {
  /** The operator; `undefined` for a variable. */
  operator: string | undefined;
  name: string;
  attributes: Readonly<Record<string, string>>;
  /** The nodes that feed this one, in the operator's order of inputs. */
  inputs: GraphNode[];
}

/** A graph in topological order: the inputs of a node come before it. */
export interface Graph {
  nodes: GraphNode[];
  /** The nodes whose outputs are the graph's outputs. */
  heads: GraphNode[];
}

interface JsonNode {
  op: string;
  name: string;
  inputs: number[][];
  attrs?: Record<string, string>;
  attr?: Record<string, string>;
  param?: Record<string, string>;
}

interface JsonGraph {
  nodes: JsonNode[];
  heads: number[][];
}

/** The nodes of a symbol, as libmxnet (after upgrading an old one) writes them. */
export async function graphOf(symbol: Symbol): Promise<Graph> {
  const json = JSON.parse(await symbol.toJson()) as JsonGraph;
  const nodes: GraphNode[] = [];
  for (const node of json.nodes) {
    nodes.push({
      operator: node.op === 'null' ? undefined : node.op,
      name: node.name,
      attributes: { ...node.param, ...node.attr, ...node.attrs },
      inputs: node.inputs.map(([index]) => nodes[index as number] as GraphNode),
    });
  }
  return { nodes, heads: json.heads.map(([index]) => nodes[index as number] as GraphNode) };
}

/** For each node those that it feeds, once for each of their inputs. */
export function readersOf({ nodes }: Graph): Map<GraphNode, GraphNode[]> {
  const readers = new Map<GraphNode, GraphNode[]>(nodes.map((node) => [node, []]));
  for (const node of nodes) for (const input of node.inputs) readers.get(input)?.push(node);
  return readers;
}

/** A node and everything that feeds it, directly or not, in topological order. */
export function ancestors(graph: Graph, node: GraphNode): GraphNode[] {
  const reached = new Set<GraphNode>();
  const waiting = [node];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    waiting.push(...next.inputs);
  }
  return graph.nodes.filter((candidate) => reached.has(candidate));
}

/** Changed copies of graphs. */

import { Symbol } from './symbol.js';

interface JsonNode {
  name: string;
  attrs?: Record<string, string>;
}

/** A copy of a graph in which the named nodes have another attribute. */
export async function withAttribute(
  symbol: Symbol,
  nodes: readonly string[],
  key: string,
  value: string,
): Promise<Symbol> {
  const graph = JSON.parse(await symbol.toJson()) as { nodes: JsonNode[] };
  const wanted = new Set(nodes);
  for (const node of graph.nodes) {
    if (wanted.has(node.name)) node.attrs = { ...node.attrs, [key]: value };
  }
  return await Symbol.fromJson(JSON.stringify(graph));
}

/** Which parameters stay as they are. */

import { FineTuneError } from '../errors.js';
import type { Graph, GraphNode } from '../symbol/graph.js';
import { BACKBONE, matchParameters, type NamedParameters } from './parameter-patterns.js';

/** The options that freeze something. */
export interface FreezeSettings {
  fixedParams: string | undefined;
  freeze: string;
  freezeBn: boolean;
}

/** What does not change. */
export interface Frozen {
  /** Parameters without a gradient. */
  parameters: string[];
  /** Batch normalisations that use their stored statistics, which therefore do not change either. */
  batchNorms: string[];
}

/**
 * Settles what is frozen: `fixedParams` names parameters, as Module's `fixed_param_names` does, and leaves the statistics
 * of batch normalisation alone; `freeze` freezes whole layers, their statistics too; `freezeBn` all batch normalisation.
 *
 * @throws {@link FineTuneError} `ERR_OPTION` for a pattern that names nothing, or a number of layers that there are not
 */
export function planFreezing(
  graph: Graph,
  parameters: NamedParameters,
  { fixedParams, freeze, freezeBn }: FreezeSettings,
): Frozen {
  const layers = frozenLayers(graph, parameters, freeze);
  const batchNorms = layers.filter((layer) => layer.operator?.startsWith('BatchNorm'));
  if (freezeBn) {
    batchNorms.push(...graph.nodes.filter((node) => node.operator?.startsWith('BatchNorm')));
  }
  const known = new Set([...parameters.backbone, ...parameters.head]);
  const names = new Set<string>();
  for (const layer of [...layers, ...batchNorms]) {
    for (const name of parametersOf(layer, known)) names.add(name);
  }
  for (const pattern of fixedParams?.split(',') ?? []) {
    const matching = matchParameters('--fixed-params', pattern.trim(), parameters);
    for (const name of matching) names.add(name);
  }
  return { parameters: [...names], batchNorms: [...new Set(batchNorms.map(({ name }) => name))] };
}

/** The kept layers that have parameters, or the first of them. */
function frozenLayers(graph: Graph, { backbone }: NamedParameters, freeze: string): GraphNode[] {
  if (freeze === 'none') return [];
  const kept = new Set(backbone);
  const layers = graph.nodes.filter((node) => parametersOf(node, kept).length > 0);
  if (freeze === BACKBONE) return layers;
  const count = /^\d+$/.test(freeze) ? Number(freeze) : Number.NaN;
  if (Number.isNaN(count)) {
    throw new FineTuneError(
      'ERR_OPTION',
      `--freeze must be none, backbone or a number of layers, received '${freeze}'`,
    );
  }
  if (count > layers.length) {
    throw new FineTuneError(
      'ERR_OPTION',
      `--freeze ${count}: the kept part of the network has only ${layers.length} layers with parameters`,
    );
  }
  return layers.slice(0, count);
}

function parametersOf(node: GraphNode, known: ReadonlySet<string>): string[] {
  if (node.operator === undefined) return [];
  return node.inputs.filter((input) => known.has(input.name)).map((input) => input.name);
}

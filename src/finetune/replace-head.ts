/** A new head on an old network. */

import type { SplitParams } from '../checkpoint/load.js';
import { IMAGE_INPUT } from '../checkpoint/mismatch.js';
import { ancestors, type Graph } from '../symbol/graph.js';
// Under its own name it would hide the global Symbol, which `using` needs.
import { Symbol as Net } from '../symbol/symbol.js';
import type { Head } from './head.js';
import { layerOutput } from './layer-output.js';

/** How the new head is made. */
export interface NewHead {
  numClasses: number;
  /** Upstream's names, whatever else has them. */
  compat: boolean;
  /** `float16` computes everything but the loss in half precision. */
  dtype: string;
}

/**
 * Cuts a network and puts `FullyConnected` and `SoftmaxOutput` behind the cut (`get_fine_tune_model`).
 *
 * The new layers are called `fc` and `softmax` as upstream calls them, or `fc_1`, … when the kept part has such a layer.
 */
export function replaceHead(
  symbol: Net,
  graph: Graph,
  head: Head,
  { numClasses, compat, dtype }: NewHead,
): Net {
  const kept = ancestors(graph, head.lastKept).map((node) => node.name);
  const name = (wanted: string, suffixes: readonly string[]) =>
    compat ? wanted : freeName(wanted, suffixes, new Set(kept));
  using internals = symbol.internals();
  using last = layerOutput(internals, head.lastKept);
  using typed = dtype === 'float16' ? fromFloat16(last) : last.copy();
  using features = head.pooled ? averaged(typed, name('pool_fc', [''])) : typed.copy();
  using fullc = Net.compose(
    'FullyConnected',
    { data: features },
    { num_hidden: numClasses },
    name('fc', ['', '_weight', '_bias']),
  );
  using scores =
    dtype === 'float16' ? Net.compose('Cast', { data: fullc }, { dtype: 'float32' }) : fullc.copy();
  return Net.compose('SoftmaxOutput', { data: scores }, {}, name('softmax', ['', '_label']));
}

/** Everything behind the input in half precision, as upstream's own network builders do it. */
function fromFloat16(body: Net): Net {
  using data = Net.variable('data');
  using half = Net.compose('Cast', { data }, { dtype: 'float16' });
  return body.substitute({ data: half });
}

/** The mean over the image plane. */
function averaged(symbol: Net, name: string): Net {
  const attributes = { pool_type: 'avg', global_pool: true, kernel: [1, 1] };
  return Net.compose('Pooling', { data: symbol }, attributes, name);
}

function freeName(wanted: string, suffixes: readonly string[], taken: ReadonlySet<string>): string {
  for (let i = 0; ; i++) {
    const name = i === 0 ? wanted : `${wanted}_${i}`;
    if (suffixes.every((suffix) => !taken.has(name + suffix))) return name;
  }
}

/** Which values of the old network the new one gets. */
export interface Transfer {
  /** The names of everything in the kept part of the network. */
  body: ReadonlySet<string>;
  /** Taken over. */
  kept: string[];
  /** In the checkpoint, but not taken over. */
  dropped: string[];
  /** Given first values, inputs of the network included. */
  initialized: string[];
}

/**
 * Decides which values stay: those that the kept part of the network uses. With `compat` all auxiliary states and those
 * parameters whose name does not contain `fc`, wherever they belong, as upstream does.
 *
 * @param network - the new network
 */
export function planTransfer(
  network: Net,
  { graph, head }: { graph: Graph; head: Head },
  values: SplitParams,
  compat: boolean,
): Transfer {
  const body = new Set(ancestors(graph, head.lastKept).map((node) => node.name));
  const keptParams = network
    .listArguments()
    // Images that were saved with the values are no parameter.
    .filter((name) => name !== IMAGE_INPUT && values.argParams.has(name))
    .filter((name) => (compat ? !name.includes('fc') : body.has(name)));
  const keptStates = network
    .listAuxiliaryStates()
    .filter((name) => values.auxParams.has(name) && (compat || body.has(name)));
  const kept = new Set([...keptParams, ...keptStates]);
  return {
    body,
    kept: [...kept],
    dropped: [...values.argParams.keys(), ...values.auxParams.keys()].filter(
      (name) => !kept.has(name),
    ),
    initialized: [...network.listArguments(), ...network.listAuxiliaryStates()].filter(
      (name) => !kept.has(name),
    ),
  };
}

/** The output of a layer as a symbol. */

import { FineTuneError } from '../errors.js';
import type { GraphNode } from '../symbol/graph.js';
import type { Symbol } from '../symbol/symbol.js';

/**
 * The output of one node.
 *
 * @param internals - every output of the network
 * @throws {@link FineTuneError} `ERR_HEAD_NOT_FOUND` when it has several, or cannot be told from another one
 */
export function layerOutput(internals: Symbol, { name, operator }: GraphNode): Symbol {
  const outputs = internals.listOutputs();
  const wanted = operator === undefined ? name : `${name}_output`;
  const index = outputs.indexOf(wanted);
  if (index >= 0 && index === outputs.lastIndexOf(wanted)) return internals.output(index);
  const reason = index < 0 ? 'has several outputs' : 'has the name of another one';
  throw new FineTuneError(
    'ERR_HEAD_NOT_FOUND',
    `the layer ${name} ${reason}; choose another one. All layers: mxnet-finetune inspect PREFIX --layers`,
  );
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadSymbol } from '../../src/checkpoint/load-symbol.js';
import { fineTune } from '../../src/finetune/fine-tune.js';
import { findHead } from '../../src/finetune/head.js';
import { replaceHead } from '../../src/finetune/replace-head.js';
import { graphOf } from '../../src/symbol/graph.js';
import { inferType } from '../../src/symbol/infer.js';
import { smallRun } from '../support/fine-tune.js';
import { fixture } from '../support/paths.js';
import { pythonJson } from '../support/python.js';

const SYMBOL = fixture('models', 'resnet20-symbol.json');

/** As upstream's network builders put casts around a network. */
const PROGRAM = `
import json, mxnet as mx, numpy as np
body = mx.sym.load(${JSON.stringify(SYMBOL)}).get_internals()['flatten0_output']
half = mx.sym.Cast(data=mx.sym.Variable('data'), dtype=np.float16)
head = mx.sym.FullyConnected(data=body(data=half), num_hidden=3, name='fc')
net = mx.sym.SoftmaxOutput(data=mx.sym.Cast(data=head, dtype=np.float32), name='softmax')
types, outputs, states = net.infer_type(data=np.float32, softmax_label=np.float32)
print(json.dumps({
    'json': net.tojson(),
    'types': {name: np.dtype(t).name for name, t in zip(net.list_arguments(), types)},
    'outputs': [np.dtype(t).name for t in outputs],
    'states': {name: np.dtype(t).name for name, t in zip(net.list_auxiliary_states(), states)},
}))
`;

import { shown } from '../support/shown.js';

interface Expected {
  json: string;
  types: Record<string, string>;
  outputs: string[];
  states: Record<string, string>;
}

test("half precision gives Python's network, byte for byte, and its types", async (t) => {
  const expected = await pythonJson<Expected>(PROGRAM);
  const symbol = await loadSymbol(SYMBOL);
  const graph = await graphOf(symbol);
  const options = { numClasses: 3, compat: false, dtype: 'float16' };
  const net = replaceHead(symbol, graph, findHead(graph), options);
  assert.equal(await net.toJson(), expected.json);
  const types = await inferType(net, { data: 'float32', softmax_label: 'float32' });
  assert.deepEqual(Object.fromEntries(types.arguments), expected.types);
  assert.deepEqual([...types.outputs.values()], expected.outputs);
  assert.deepEqual(Object.fromEntries(types.auxiliaryStates), expected.states);
  net.dispose();
  symbol.dispose();
  shown(t, 'dtype');
});

test('half precision on the CPU is refused before any data is read', async () => {
  await assert.rejects(fineTune(smallRun({ dtype: 'float16', dataTrain: 'no-such-file.rec' })), {
    code: 'ERR_DEVICE',
    message: /--dtype float16 needs CUDA devices/,
  });
});

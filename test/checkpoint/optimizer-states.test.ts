import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  decodeOptimizerStates,
  loadOptimizerStates,
  saveOptimizerStates,
} from '../../src/checkpoint/optimizer-states.js';
import { fromTypedArray } from '../../src/ndarray/create.js';
import type { NDArray } from '../../src/ndarray/ndarray.js';
import { createOptimizer } from '../../src/optimizer/create.js';
import { Updater } from '../../src/optimizer/updater.js';
import { liveCounts } from '../../src/runtime/live-counts.js';
import { pythonJson } from '../support/python.js';
import { temporaryFolder } from '../support/temp-dir.js';
import { type Described, describe, dispose, entries, recordOf } from './states.js';

const DESCRIBE = `
import json, pickle, numpy, mxnet as mx
def describe(state):
    if state is None:
        return None
    if isinstance(state, (tuple, list)):
        return [describe(item) for item in state]
    return {'dtype': numpy.dtype(state.dtype).name, 'shape': list(state.shape),
            'values': state.asnumpy().astype('float64').ravel().tolist()}
`;

/** States of several optimizers, of parameters called by number and by name. */
const STATES = `
import mxnet as mx
def states_of(name, keys, dtype='float32', **options):
    updater = mx.optimizer.get_updater(mx.optimizer.create(name, **options))
    for i, key in enumerate(keys):
        weight = mx.nd.full((2, i + 1), 0.5 + i, dtype=dtype)
        updater(key, mx.nd.full((2, i + 1), 0.25 * (i + 1), dtype=dtype), weight)
    return updater
UPDATERS = {
    'sgd': states_of('sgd', [0, 1, 5]),
    'momentum': states_of('sgd', [0, 300, 70000], momentum=0.9),
    'names': states_of('sgd', ['fc_weight', 'größe'], momentum=0.9),
    'adam': states_of('adam', [0, 1]),
    'rmsprop': states_of('rmsprop', [0, 1]),
    'dcasgd': states_of('dcasgd', [0, 1]),
    'ftml': states_of('ftml', [0, 1]),
    'half': states_of('sgd', [0, 1], dtype='float16', momentum=0.9, multi_precision=True),
    'lamb': states_of('lamb', [0, 1], dtype='float16', multi_precision=True),
}
`;

test('states that Python saved are read, in every protocol of its pickles', async () => {
  const goldens = await pythonJson<
    { name: string; protocol: number; bytes: string; states: [string | number, Described][] }[]
  >(`${DESCRIBE}${STATES}
import base64
out = []
for name, updater in UPDATERS.items():
    for protocol in range(6):
        saved = pickle.dumps(updater.states, protocol=protocol)
        out.append({'name': name, 'protocol': protocol, 'bytes': base64.b64encode(saved).decode(),
                    'states': [[key, describe(state)] for key, state in updater.states.items()]})
print(json.dumps(out))
`);
  const before = liveCounts();
  assert.ok(goldens.length >= 54);
  for (const { name, protocol, bytes, states } of goldens) {
    const loaded = decodeOptimizerStates(Buffer.from(bytes, 'base64'), name);
    assert.deepEqual(entries(loaded), states, `${name}, protocol ${protocol}`);
    dispose(loaded);
  }
  assert.deepEqual(liveCounts(), before);
});

test('states that were saved here are read by Python, and go on there', async (context) => {
  const folder = temporaryFolder(context);
  const expected: Record<string, [string | number, Described][]> = {};
  for (const name of ['sgd', 'nag', 'adam', 'rmsprop', 'dcasgd', 'ftml', 'lamb']) {
    const updater = new Updater(createOptimizer(name, name === 'nag' ? { momentum: 0.9 } : {}));
    const arrays = [0, 1, 2, 3].map((i) =>
      fromTypedArray(
        Float32Array.from({ length: 6 }, (_, k) => Math.sin(i + k)),
        [2, 3],
      ),
    );
    const [weight, gradient, other, otherGradient] = arrays as [NDArray, NDArray, NDArray, NDArray];
    updater.update([
      { key: 0, weight, gradient },
      { key: 'größe', weight: other, gradient: otherGradient },
    ]);
    await saveOptimizerStates(join(folder, name), updater.states());
    expected[name] = entries(updater.states());
    updater.dispose();
    for (const array of arrays) array.dispose();
  }
  const actual = await pythonJson<typeof expected>(`${DESCRIBE}
import os
out = {}
for name in ${JSON.stringify(Object.keys(expected))}:
    updater = mx.optimizer.get_updater(mx.optimizer.create(name, **({'momentum': 0.9} if name == 'nag' else {})))
    updater.set_states(open(os.path.join('${folder}', name), 'rb').read())
    out[name] = [[key, describe(state)] for key, state in updater.states.items()]
    updater(0, mx.nd.ones((2, 3)), mx.nd.ones((2, 3)))
    mx.nd.waitall()
print(json.dumps(out))
`);
  assert.deepEqual(actual, expected);
  assert.deepEqual((await readdir(folder)).sort(), Object.keys(expected).sort());
});

test('a module of Python loads a file that was saved here', async (context) => {
  const file = join(temporaryFolder(context), 'net.states');
  using momentum = fromTypedArray(Float32Array.of(1, 2, 3, 4), [2, 2]);
  using bias = fromTypedArray(Float32Array.of(5, 6), [2]);
  await saveOptimizerStates(
    file,
    new Map([
      [0, momentum],
      [1, bias],
    ]),
  );
  const states = await pythonJson<[number, Described][]>(`${DESCRIBE}
net = mx.sym.SoftmaxOutput(mx.sym.FullyConnected(mx.sym.var('data'), num_hidden=2, name='fc'), name='softmax')
module = mx.mod.Module(net)
module.bind(data_shapes=[('data', (1, 2))], label_shapes=[('softmax_label', (1,))])
module.init_params()
module.init_optimizer(kvstore=None, optimizer_params={'momentum': 0.9})
module.load_optimizer_states('${file}')
print(json.dumps([[key, describe(state)] for key, state in module._updater.states.items()]))
`);
  assert.deepEqual(states, [
    [0, describe(momentum)],
    [1, describe(bias)],
  ]);
});

test('pickles of Python 2 are read', async () => {
  const record = await recordOf(Float32Array.of(1, 2, 92));
  // Protocol 0 writes bytes as characters; what would disturb a line is escaped.
  const text = Buffer.from(record)
    .toString('latin1')
    .replace(/[^ -[\]-~\x80-\xff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const pickle =
    `(dp0\nI3\n(Ncmxnet.ndarray.ndarray\nNDArray\np1\n(Ntp2\nRp3\n(dp4\nS'handle'\np5\n` +
    `c__builtin__\nbytearray\np6\n(V${text}\np7\nS'latin-1'\np8\ntp9\nRp10\nsbtp11\ns.`;
  const loaded = decodeOptimizerStates(Buffer.from(pickle, 'latin1'));
  const array = { dtype: 'float32', shape: [3], values: [1, 2, 92] };
  assert.deepEqual(entries(loaded), [[3, [null, array]]]);
  dispose(loaded);
});

test('a missing file and one that cannot be written are named', async (context) => {
  const folder = temporaryFolder(context);
  await assert.rejects(loadOptimizerStates(join(folder, 'none.states')), {
    code: 'ERR_CHECKPOINT_NOT_FOUND',
  });
  await assert.rejects(saveOptimizerStates(join(folder, 'none', 'x.states'), new Map()), {
    code: 'ERR_OUTPUT',
  });
  await writeFile(join(folder, 'empty.states'), '');
  await assert.rejects(loadOptimizerStates(join(folder, 'empty.states')), { message: /empty/ });
  await saveOptimizerStates(join(folder, 'x.states'), new Map([[1, null]]));
  assert.deepEqual([...(await loadOptimizerStates(join(folder, 'x.states')))], [[1, null]]);
  assert.ok((await readFile(join(folder, 'x.states'))).length > 0);
});

import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  decodeOptimizerStates,
  encodeOptimizerStates,
  loadOptimizerStates,
  type SavedState,
  saveOptimizerStates,
} from '../../src/checkpoint/optimizer-states.js';
import type { FineTuneError } from '../../src/errors.js';
import { fromTypedArray } from '../../src/ndarray/create.js';
import { NDArray } from '../../src/ndarray/ndarray.js';
import { createOptimizer } from '../../src/optimizer/create.js';
import { Updater } from '../../src/optimizer/updater.js';
import { liveCounts } from '../../src/runtime/live-counts.js';
import { pythonJson } from '../support/python.js';
import { temporaryFolder } from '../support/temp-dir.js';

/** A state as JSON: an array as its element type, shape and values. */
type Described = null | { dtype: string; shape: number[]; values: number[] } | Described[];

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

function describe(state: SavedState): Described {
  if (state === null) return null;
  if (!(state instanceof NDArray)) return state.map(describe);
  return { dtype: state.dtype, shape: [...state.shape], values: numbers(state) };
}

function numbers(array: NDArray): number[] {
  if (array.dtype !== 'float16') return [...array.dataSync()].map(Number);
  using wide = array.copyToDevice(array.device, 'float32');
  return [...wide.dataSync()].map(Number);
}

function entries(states: ReadonlyMap<string | number, SavedState>): [string | number, Described][] {
  return [...states].map(([key, state]) => [key, describe(state)]);
}

function dispose(states: ReadonlyMap<string | number, SavedState>): void {
  const end = (state: SavedState): void => {
    if (state instanceof NDArray) state.dispose();
    else for (const part of state ?? []) end(part);
  };
  for (const state of states.values()) end(state);
}

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

async function recordOf(values: Float32Array): Promise<Uint8Array> {
  using array = fromTypedArray(values, [values.length]);
  return await array.native.toRawBytes();
}

function refused(bytes: Uint8Array, pattern: RegExp): void {
  const before = liveCounts();
  assert.throws(
    () => decodeOptimizerStates(bytes, 'x.states'),
    (error: FineTuneError) => {
      assert.equal(error.code, 'ERR_CHECKPOINT_FORMAT');
      assert.match(error.message, /^x\.states is not a file of optimizer states: /);
      assert.match(error.message, pattern);
      return true;
    },
  );
  assert.deepEqual(liveCounts(), before);
}

test('a pickle of anything else is refused, and nothing in it is executed', async (context) => {
  const folder = temporaryFolder(context);
  const pickles = await pythonJson<Record<string, string>>(`
import base64, collections, os, pickle, mxnet as mx
class Evil:
    def __reduce__(self):
        return os.system, ('touch ${folder}/executed',)
optimizer = mx.optimizer.create('sgd', momentum=0.9)
sparse = mx.nd.sparse.row_sparse_array(([[1, 2]], [1]), shape=(3, 2))
values = {
    'evil': {0: Evil()}, 'optimizer': ({0: None}, optimizer), 'sparse': {0: sparse}, 'list': [1, 2],
    'text': {0: 'x'}, 'number': {0: 1.5}, 'set': {0: {1, 2}}, 'ordered': collections.OrderedDict(),
    'key': {(1, 2): None}, 'true': {True: None}, 'evalled': {0: print},
}
import json
print(json.dumps({name: base64.b64encode(pickle.dumps(value)).decode() for name, value in values.items()}))
`);
  const expected: Record<string, RegExp> = {
    evil: /it holds a posix\.system; only arrays are read/,
    optimizer: /mxnet\.optimizer\.optimizer\.SGD; save the states without the optimizer/,
    sparse: /RowSparseNDArray; sparse arrays are not supported/,
    list: /it holds no dictionary/,
    text: /neither an array nor a tuple of arrays/,
    number: /it has the step 0x47/,
    set: /it has the step 0x8f/,
    ordered: /it holds a collections\.OrderedDict/,
    key: /a key that is neither a number nor a name/,
    true: /it has the step 0x88/,
    evalled: /it holds a builtins\.print/,
  };
  assert.deepEqual(Object.keys(pickles), Object.keys(expected));
  for (const [name, pickle] of Object.entries(pickles)) {
    refused(Buffer.from(pickle, 'base64'), expected[name] as RegExp);
  }
  assert.deepEqual(await readdir(folder), []);
});

test('a file that is cut off anywhere is refused', async () => {
  using array = fromTypedArray(Float32Array.of(1, 2), [2]);
  const bytes = await encodeOptimizerStates(
    new Map<string | number, SavedState>([
      [0, array],
      ['b', [null, array]],
    ]),
  );
  for (let length = 0; length < bytes.length; length++) refused(bytes.subarray(0, length), /./);
  refused(Buffer.concat([bytes, Buffer.from('x')]), /it goes on after its end/);
  refused(Buffer.from('<!DOCTYPE html>'), /a web page/);
  refused(Buffer.from('version https://git-lfs'), /Git LFS pointer/);
});

test('arrays that do not fit together are refused before libmxnet sees them', async () => {
  const record = Buffer.from(await recordOf(Float32Array.of(1, 2)));
  const pickled = (bytes: Uint8Array): Uint8Array =>
    Buffer.concat([
      Buffer.from(
        '\x80\x04}K\x00cmxnet.ndarray.ndarray\nNDArray\nN\x85R}X\x06\0\0\0handleC',
        'latin1',
      ),
      Buffer.from([bytes.length]),
      bytes,
      Buffer.from('sbs.'),
    ]);
  dispose(decodeOptimizerStates(pickled(record)));
  const changed = (offset: number, value: number) => {
    const copy = Buffer.from(record);
    copy.writeInt32LE(value, offset);
    return pickled(copy);
  };
  // Mark 0, storage type 4, axes 8, dimension 12, device 20, element type 28, values 32.
  refused(changed(4, 1), /stored in the form 1/);
  refused(changed(8, 40), /40 axes/);
  refused(changed(8, 0), /0 axes/);
  refused(changed(12, 3), /8 bytes of values, 12 are expected/);
  refused(changed(16, -1), /the dimension -/);
  refused(changed(28, 99), /no element type with the code 99/);
  refused(pickled(record.subarray(0, 30)), /cut off/);
  // An array of a GPU that may not be there is loaded to the CPU.
  const fromGpu = decodeOptimizerStates(changed(20, 2));
  assert.equal(String((fromGpu.get(0) as NDArray).device), 'cpu(0)');
  dispose(fromGpu);
});

test('states that refer to each other or nest without end are refused', async () => {
  const array = 'cmxnet.ndarray.ndarray\nNDArray\nN\x85R';
  const refusing = (text: string, pattern: RegExp) => refused(Buffer.from(text, 'latin1'), pattern);
  refusing(`}(K\x00(NNtq\x00K\x01h\x00u.`, /one state for several parameters/);
  refusing(`}(K\x00]q\x00h\x00au.`, /one state for several parameters/);
  refusing(`}K\x00NNRs.`, /it calls something that is no name/);
  refusing(`}K\x00((((((Ntttttts.`, /neither an array nor a tuple/);
  refusing(`}K\x00${array}s.`, /an array without contents/);
  refusing(`}K\x00${array}}X\x06\0\0\0handleNsbs.`, /an array without contents/);
  refusing(`}K\x00${array}}bs.`, /an object that is no array/);
  refusing(`}K\x00N}X\x06\0\0\0handleNsbs.`, /an object that is no array/);
  refusing('}h\x07.', /recalls 7, which it has not stored/);
  refusing('\x80\x06}.', /protocol 6/);
  refusing('s.', /takes more than it has put/);
  refusing('NNNs.', /fills something that is no dictionary/);
  refusing('NNa.', /extends something that is no list/);
  refusing('}t.', /ends something that it has not begun/);
  refusing('}S"a\\x41"\n.', /a text in a form that is not known/);
  refusing('}Ix\n.', /holds the number x/);
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

import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { test } from 'node:test';
import {
  decodeOptimizerStates,
  encodeOptimizerStates,
  type SavedState,
} from '../../src/checkpoint/optimizer-states.js';
import type { FineTuneError } from '../../src/errors.js';
import { fromTypedArray } from '../../src/ndarray/create.js';
import type { NDArray } from '../../src/ndarray/ndarray.js';
import { liveCounts } from '../../src/runtime/live-counts.js';
import { pythonJson } from '../support/python.js';
import { temporaryFolder } from '../support/temp-dir.js';
import { dispose, recordOf } from './states.js';

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

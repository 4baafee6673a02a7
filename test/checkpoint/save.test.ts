import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadCheckpoint, loadParams } from '../../src/checkpoint/load.js';
import { saveCheckpoint } from '../../src/checkpoint/save.js';
import { fromTypedArray } from '../../src/ndarray/create.js';
import type { NDArray } from '../../src/ndarray/ndarray.js';
import { Symbol as Net } from '../../src/symbol/symbol.js';
import { digestOf, folderContents } from '../support/folder-contents.js';
import { floats, paramsFileBytes, rowSparse, version2, version3 } from '../support/params-bytes.js';
import { fixture } from '../support/paths.js';
import { pythonJson } from '../support/python.js';
import { temporaryFolder } from '../support/temp-dir.js';

/** Python loads a checkpoint and saves it again under another prefix. */
async function resavedByPython(from: string, epoch: number, to: string): Promise<void> {
  await pythonJson(`
import mxnet as mx
net, args, states = mx.model.load_checkpoint(${JSON.stringify(from)}, ${epoch})
mx.model.save_checkpoint(${JSON.stringify(to)}, ${epoch}, net, args, states)
print('{}')
`);
}

test('a loaded checkpoint is saved with the bytes that Python saves', async (t) => {
  for (const name of ['mlp', 'resnet20']) {
    const source = fixture('models', name);
    const folder = temporaryFolder(t);
    const before = digestOf(`${source}-0001.params`);
    using checkpoint = await loadCheckpoint(source, 1);
    const file = await saveCheckpoint(join(folder, 'ours'), 1, checkpoint);
    assert.equal(file, join(folder, 'ours-0001.params'));
    await resavedByPython(source, 1, join(folder, 'python'));
    assert.equal(digestOf(file), digestOf(join(folder, 'python-0001.params')), name);
    assert.equal(
      digestOf(join(folder, 'ours-symbol.json')),
      digestOf(join(folder, 'python-symbol.json')),
      name,
    );
    assert.equal(digestOf(`${source}-0001.params`), before, 'the source is as it was');
  }
});

test('every element type, a sparse array and a name in another script survive Python and back', async (t) => {
  const folder = temporaryFolder(t);
  const prefix = join(folder, 'net');
  const types: Record<string, NDArray> = {
    float32: fromTypedArray(Float32Array.of(1.5, -2), [2]),
    float64: fromTypedArray(Float64Array.of(1e-300, 3), [1, 2]),
    float16: fromTypedArray(Uint16Array.of(0x3c00, 0xc000), [2]),
    uint8: fromTypedArray(Uint8Array.of(255, 0), [2]),
    int32: fromTypedArray(Int32Array.of(-7, 7), [2]),
    int8: fromTypedArray(Int8Array.of(-128, 127), [2]),
    int64: fromTypedArray(BigInt64Array.of(-(2n ** 40n), 1n), [2]),
    '层:0_权重': fromTypedArray(Float32Array.of(4), [1]),
  };
  const sparse = rowSparse({ name: 'arg:rows', shape: [4, 1], rows: [2], data: floats(9) });
  writeFileSync(join(folder, 'sparse.params'), paramsFileBytes([sparse], ['arg:rows']));
  const { argParams } = await loadParams(join(folder, 'sparse.params'));
  for (const [name, array] of Object.entries(types)) argParams.set(name, array);
  using symbol = Net.variable('data');
  await saveCheckpoint(prefix, 12345, { symbol, argParams, auxParams: new Map() });
  const seen = await pythonJson<Record<string, [string, string, number[]]>>(`
import json, numpy as np, mxnet as mx
net, args, states = mx.model.load_checkpoint(${JSON.stringify(prefix)}, 12345)
mx.model.save_checkpoint(${JSON.stringify(join(folder, 'python'))}, 12345, net, args, states)
print(json.dumps({name: [np.dtype(array.dtype).name, array.stype, array.asnumpy().ravel().astype('float64').tolist()]
                  for name, array in args.items()}))
`);
  assert.deepEqual(seen, {
    rows: ['float32', 'row_sparse', [0, 0, 9, 0]],
    float32: ['float32', 'default', [1.5, -2]],
    float64: ['float64', 'default', [1e-300, 3]],
    float16: ['float16', 'default', [1, -2]],
    uint8: ['uint8', 'default', [255, 0]],
    int32: ['int32', 'default', [-7, 7]],
    int8: ['int8', 'default', [-128, 127]],
    int64: ['int64', 'default', [-(2 ** 40), 1]],
    '层:0_权重': ['float32', 'default', [4]],
  });
  assert.equal(digestOf(`${prefix}-12345.params`), digestOf(join(folder, 'python-12345.params')));
  for (const array of argParams.values()) array.dispose();
});

test('what was read with numpy shapes is saved so that Python reads it without', async (t) => {
  const folder = temporaryFolder(t);
  const records = [
    version3({ name: 'arg:a', shape: [2], data: floats(1, 2) }),
    version3({ name: 'arg:s', shape: [], data: floats(3) }),
  ];
  writeFileSync(join(folder, 'v3.params'), paramsFileBytes(records, ['arg:a', 'arg:s']));
  const params = await loadParams(join(folder, 'v3.params'));
  using symbol = Net.variable('data');
  await saveCheckpoint(join(folder, 'net'), 0, { symbol, ...params });
  const expected = paramsFileBytes(
    [
      version2({ name: 'arg:a', shape: [2], data: floats(1, 2) }),
      version2({ name: 'arg:s', shape: [1], data: floats(3) }),
    ],
    ['arg:a', 'arg:s'],
  );
  assert.deepEqual(readFileSync(join(folder, 'net-0000.params')), expected);
  for (const array of params.argParams.values()) array.dispose();
});

test('a checkpoint without arrays is written, and so is a prefix with spaces, accents and dots', async (t) => {
  const prefix = join(temporaryFolder(t), 'my net. é 网');
  using symbol = Net.variable('data');
  const nothing = { argParams: new Map<string, NDArray>(), auxParams: new Map<string, NDArray>() };
  await saveCheckpoint(prefix, 3, { symbol, ...nothing });
  using checkpoint = await loadCheckpoint(prefix, 3);
  assert.equal(checkpoint.argParams.size, 0);
  assert.deepEqual(checkpoint.symbol.listArguments(), ['data']);
});

test('where nothing can be written the error says so, and nothing is left', async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'file'), 'x');
  using checkpoint = await loadCheckpoint(fixture('models', 'mlp'), 1);
  const before = folderContents(folder);
  for (const place of ['file/net', 'missing/net']) {
    await assert.rejects(saveCheckpoint(join(folder, place), 1, checkpoint), {
      code: 'ERR_OUTPUT',
      message: /cannot write .*net-0001\.params: .*choose another --model-prefix/,
    });
  }
  assert.deepEqual(folderContents(folder), before);
});

test('a checkpoint that cannot be written whole leaves the one before as it was', async (t) => {
  const folder = temporaryFolder(t);
  const prefix = join(folder, 'net');
  using old = await loadCheckpoint(fixture('models', 'mlp'), 1);
  await saveCheckpoint(prefix, 1, old);
  const before = folderContents(folder);
  // A disposed array cannot be written: the values fail after the network has been written beside its name.
  using other = await loadCheckpoint(fixture('models', 'resnet20'), 1);
  [...other.argParams.values()].at(-1)?.dispose();
  await assert.rejects(saveCheckpoint(prefix, 1, other));
  assert.deepEqual(folderContents(folder), before);
  using again = await loadCheckpoint(prefix, 1);
  assert.ok(again.argParams.has('fc3_weight'));
});

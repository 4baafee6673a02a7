import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { loadParams } from '../../src/checkpoint/load.js';
import { readParamsDirectory } from '../../src/checkpoint/params-directory.js';
import type { NDArray } from '../../src/ndarray/ndarray.js';
import { invokeOne } from '../../src/operators/invoke.js';
import { digestOf } from '../support/folder-contents.js';
import {
  type ArrayBytes,
  floats,
  paramsFileBytes,
  rowSparse,
  version0,
  version1,
  version2,
  version3,
} from '../support/params-bytes.js';
import { pythonJson } from '../support/python.js';
import { temporaryFolder } from '../support/temp-dir.js';

/** An array as both sides describe it. */
interface Described {
  shape: number[];
  dtype: string;
  values: number[];
}

/** What Python MXNet makes of files of arrays, in the order of the files. */
async function inPython(files: readonly string[], numpyShapes = false) {
  return await pythonJson<Record<string, Described>[]>(`
import json, numpy as np, mxnet as mx
def load(file):
    return {name: {'shape': list(array.shape), 'dtype': np.dtype(array.dtype).name,
                   'values': [float(value) for value in array.asnumpy().ravel()]}
            for name, array in mx.nd.load(file).items()}
with mx.util.np_shape(${numpyShapes ? 'True' : 'False'}):
    print(json.dumps([load(file) for file in ${JSON.stringify(files)}]))
`);
}

async function describe(array: NDArray): Promise<Described> {
  // libmxnet computes with no empty array while numpy shapes are off.
  if (array.size === 0) return { shape: [...array.shape], dtype: array.dtype, values: [] };
  using dense = invokeOne('cast_storage', [array], { stype: 'default' });
  using wide = invokeOne('Cast', [dense], { dtype: 'float64' });
  return {
    shape: [...array.shape],
    dtype: array.dtype,
    values: Array.from(await wide.data(), Number),
  };
}

async function inOurs(file: string): Promise<Record<string, Described>> {
  const { argParams, auxParams } = await loadParams(file);
  const described: Record<string, Described> = {};
  for (const [kind, arrays] of [
    ['arg', argParams],
    ['aux', auxParams],
  ] as const) {
    for (const [name, array] of arrays) {
      described[`${kind}:${name}`] = await describe(array);
      array.dispose();
    }
  }
  return described;
}

function write(test: TestContext, name: string, bytes: Uint8Array): string {
  const file = join(temporaryFolder(test), `${name}.params`);
  writeFileSync(file, bytes);
  return file;
}

const MATRIX: ArrayBytes = { name: 'arg:m', shape: [2, 3], data: floats(1, -2, 0.5, 3e30, -0, 9) };
const FOUR_AXES: ArrayBytes = {
  name: 'aux:c',
  shape: [1, 2, 1, 2],
  data: floats(4, 3, 2, 1),
  // As another machine with CUDA may have written it.
  device: [2, 1],
};

/** Bytes of values in every type, by MXNet's number. */
const TYPES: readonly (readonly [dtype: number, data: ArrayBuffer])[] = [
  [0, Float32Array.of(1.5, -2.25).buffer],
  [1, Float64Array.of(1e-300, -3).buffer],
  [2, Uint16Array.of(0x3c00, 0xc100).buffer],
  [3, Uint8Array.of(200, 7).buffer],
  [4, Int32Array.of(-70000, 5).buffer],
  [5, Int8Array.of(-100, 5).buffer],
  [6, BigInt64Array.of(-5n, 2n ** 40n).buffer],
];

test('arrays of MXNet 0.8 to 1.9 have the values that Python sees in them', async (t) => {
  const names = ['arg:m', 'aux:c'];
  const files = [version0, version1, version2].map((version, i) =>
    write(t, `version${i}`, paramsFileBytes([version(MATRIX), version(FOUR_AXES)], names)),
  );
  const digests = files.map(digestOf);
  const expected = await inPython(files);
  for (const [i, file] of files.entries()) {
    assert.deepEqual(await inOurs(file), expected[i], `version ${i}`);
    const versions = (await readParamsDirectory(file)).map((entry) => entry.version);
    assert.deepEqual(versions, [i, i]);
  }
  assert.deepEqual(files.map(digestOf), digests, 'the files are as they were');
});

test('every element type is read as Python reads it', async (t) => {
  const arrays = TYPES.map(([dtype, data]) => ({
    name: `arg:t${dtype}`,
    shape: [2],
    dtype,
    data: new Uint8Array(data),
  }));
  const names = arrays.map(({ name }) => name);
  const files = [version0, version2].map((version, i) =>
    write(t, `types${i}`, paramsFileBytes(arrays.map(version), names)),
  );
  const expected = await inPython(files);
  assert.equal(Object.keys(expected[0] ?? {}).length, TYPES.length);
  for (const [i, file] of files.entries()) assert.deepEqual(await inOurs(file), expected[i]);
});

test('versions may be mixed in one file', async (t) => {
  const records = [version0(MATRIX), version2(FOUR_AXES), version1({ ...MATRIX, name: 'arg:n' })];
  const file = write(t, 'mixed', paramsFileBytes(records, ['arg:m', 'aux:c', 'arg:n']));
  const [expected] = await inPython([file]);
  assert.deepEqual(await inOurs(file), expected);
});

test('numpy shapes, scalars and empty arrays are read without a mode that would have to be set', async (t) => {
  const scalar = version3({ name: 'arg:s', shape: [], data: floats(7) });
  const none = version3({ name: 'arg:e', shape: [0, 3], data: floats() });
  const records = [version3(MATRIX), scalar, none, version3(FOUR_AXES)];
  const names = ['arg:m', 'arg:s', 'arg:e', 'aux:c'];
  const file = write(t, 'numpy', paramsFileBytes(records, names));
  const [expected] = await inPython([file], true);
  assert.deepEqual(expected?.['arg:s'], { shape: [], dtype: 'float32', values: [7] });
  const ours = await inOurs(file);
  // Without numpy shapes there are no scalars: one element is what is nearest.
  assert.deepEqual(ours['arg:s'], { ...expected?.['arg:s'], shape: [1] });
  assert.deepEqual({ ...ours, 'arg:s': expected?.['arg:s'] }, expected);
});

test('a file that Python saved with numpy shapes has the same values', async (t) => {
  const file = join(temporaryFolder(t), 'saved.params');
  const expected = await pythonJson<Record<string, number[]>>(`
import json, mxnet as mx
with mx.util.np_shape(True):
    values = {'arg:a': mx.nd.array([[1, 2], [3, 4]]), 'aux:b': mx.nd.ones(()) * 5}
    mx.nd.save(${JSON.stringify(file)}, values)
    print(json.dumps({name: array.asnumpy().ravel().tolist() for name, array in values.items()}))
`);
  assert.deepEqual(
    (await readParamsDirectory(file)).map((entry) => entry.version),
    [3, 3],
  );
  const ours = await inOurs(file);
  for (const [name, values] of Object.entries(expected)) {
    assert.deepEqual(ours[name]?.values, values, name);
  }
});

test('rows of a sparse parameter have the values that Python sees', async (t) => {
  const sparse = rowSparse({
    name: 'arg:r',
    shape: [5, 2],
    rows: [1, 4],
    data: floats(1, 2, 3, 4),
  });
  const file = write(t, 'sparse', paramsFileBytes([sparse, version2(MATRIX)], ['arg:r', 'arg:m']));
  const [expected] = await inPython([file]);
  assert.deepEqual(expected?.['arg:r']?.values, [0, 0, 1, 2, 0, 0, 0, 0, 3, 4]);
  assert.deepEqual(await inOurs(file), expected);
});

test('row numbers outside of the array are refused before libmxnet follows them', async (t) => {
  for (const rows of [
    [1, 5],
    [3, 1],
    [1, 1],
    [-1, 2],
    [0, 2 ** 40],
  ]) {
    const record = rowSparse({ name: 'arg:r', shape: [5, 2], rows, data: floats(1, 2, 3, 4) });
    const file = write(t, 'rows', paramsFileBytes([record], ['arg:r']));
    await assert.rejects(loadParams(file), /damaged: array 0 has the row number/);
  }
});

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeNpy } from '../../src/files/npy.js';
import { pythonJson } from '../support/python.js';
import { temporaryFolder } from '../support/temp-dir.js';

async function* rowsOf(shape: readonly number[], count: number) {
  const length = shape.reduce((product, size) => product * size, 1);
  for (let i = 0; i < count; i++) {
    yield { shape, values: Float32Array.from({ length }, (_, k) => i + k / 8) };
  }
}

test('arrays of any shape are those that numpy would have written', async (t) => {
  const folder = temporaryFolder(t);
  for (const [shape, count] of [
    [[], 3],
    [[4], 1],
    [[2, 3, 5], 7],
    [[300_000], 2],
    [[1, 1, 1, 1, 1, 1, 1, 1], 2],
  ] as const) {
    const file = join(folder, 'a.npy');
    assert.deepEqual(await writeNpy(file, rowsOf(shape, count)), [count, ...shape]);
    const equal = await pythonJson<boolean>(`
import json, numpy as np, os
expected = np.arange(${count})[:, None] + np.arange(${shape.reduce((a: number, b) => a * b, 1)}) / 8
expected = expected.astype('float32').reshape(${JSON.stringify([count, ...shape])})
a = np.load(${JSON.stringify(file)}, allow_pickle=False)
print(json.dumps(a.dtype == expected.dtype and a.shape == expected.shape and bool((a == expected).all())))
os.remove(${JSON.stringify(file)})
`);
    assert.ok(equal, shape.join());
  }
});

test('rows of different shapes are no array', async (t) => {
  const file = join(temporaryFolder(t), 'a.npy');
  const rows = async function* () {
    yield* rowsOf([2], 1);
    yield* rowsOf([3], 1);
  };
  await assert.rejects(writeNpy(file, rows()), RangeError);
});

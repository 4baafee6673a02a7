/** Arrays in files and in bytes. */

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { mxnet } from '../../src/runtime/library.js';
import { withLiveCounts } from '../support/live-counts.js';
import { assertCallFails } from '../support/native-errors.js';
import { array, valuesOf } from '../support/native-objects.js';
import { fixture } from '../support/paths.js';
import { temporaryFolder } from '../support/temp-dir.js';

const { NDArray } = mxnet();

test('named arrays come back with their names, in their order', async (t) => {
  const file = join(temporaryFolder(t), 'named.params');
  const saved = [array([1, 2, 3, 4], [2, 2]), array([5])];
  await NDArray.save(file, saved, ['arg:weight', 'aux:größe']);
  const { arrays, names } = await NDArray.load(file);
  assert.deepEqual(names, ['arg:weight', 'aux:größe']);
  assert.deepEqual(arrays[0]?.shape(), [2, 2]);
  assert.deepEqual(await Promise.all(arrays.map(valuesOf)), [[1, 2, 3, 4], [5]]);
  for (const each of [...saved, ...arrays]) each.close();
});

test('arrays without names come back without names', async (t) => {
  const file = join(temporaryFolder(t), 'unnamed.params');
  const saved = array([1]);
  await NDArray.save(file, [saved, saved], []);
  const { arrays, names } = await NDArray.load(file);
  assert.equal(arrays.length, 2);
  assert.deepEqual(names, []);
  for (const each of [saved, ...arrays]) each.close();
});

test('every element type is saved and loaded', async (t) => {
  const file = join(temporaryFolder(t), 'types.params');
  const codes = [0, 1, 2, 3, 4, 5, 6, 7];
  const saved = codes.map((code) => NDArray.create([1], 1, 0, false, code));
  await NDArray.save(file, saved, []);
  const { arrays } = await NDArray.load(file);
  assert.deepEqual(
    arrays.map((each) => each.dtype()),
    codes,
  );
  for (const each of [...saved, ...arrays]) each.close();
});

test('names and arrays must be equally many', async (t) => {
  const file = join(temporaryFolder(t), 'never.params');
  const saved = array([1]);
  await assert.rejects(async () => NDArray.save(file, [saved], ['a', 'b']), {
    name: 'RangeError',
    message: '`names` must be empty or as long as `arrays`',
  });
  saved.close();
});

test('a file loads the same from memory', async () => {
  const file = fixture('models', 'mlp-0001.params');
  const [fromFile, fromMemory] = await Promise.all([
    NDArray.load(file),
    NDArray.loadBuffer(readFileSync(file)),
  ]);
  assert.deepEqual(fromMemory.names, fromFile.names);
  assert.ok(fromFile.names.length > 0);
  assert.deepEqual(
    await Promise.all(fromMemory.arrays.map(valuesOf)),
    await Promise.all(fromFile.arrays.map(valuesOf)),
  );
  for (const each of [...fromFile.arrays, ...fromMemory.arrays]) each.close();
});

test('a file that is not there, or not an array file, fails in libmxnet', async (t) => {
  const folder = temporaryFolder(t);
  const wrong = join(folder, 'wrong.params');
  writeFileSync(wrong, '<!DOCTYPE html><html><body>404 not found</body></html>');
  await withLiveCounts(async () => {
    await assertCallFails('MXNDArrayLoad', /No such file/, () =>
      NDArray.load(join(folder, 'missing.params')),
    );
    await assertCallFails('MXNDArrayLoad', /Invalid NDArray file format/, () =>
      NDArray.load(wrong),
    );
    await assertCallFails('MXNDArrayLoadFromBuffer', /Invalid NDArray file format/, () =>
      NDArray.loadBuffer(readFileSync(wrong)),
    );
    await assertCallFails('MXNDArrayLoadFromBuffer', /ndarray_buffer/, () =>
      NDArray.loadBuffer(new Uint8Array(0)),
    );
  });
});

test('a truncated file fails in libmxnet, wherever it ends', async () => {
  const bytes = readFileSync(fixture('models', 'mlp-0001.params'));
  await withLiveCounts(async () => {
    for (const length of [1, 8, 20, 24, 28, 32, 60, 1000, bytes.length - 100, bytes.length - 1]) {
      await assertCallFails('MXNDArrayLoadFromBuffer', /Check failed|Invalid/, () =>
        NDArray.loadBuffer(bytes.subarray(0, length)),
      );
    }
  });
});

test('a file that cannot be written fails in libmxnet', async (t) => {
  const folder = join(temporaryFolder(t), 'folder');
  mkdirSync(folder);
  const saved = array([1]);
  await assertCallFails('MXNDArraySave', /Check failed|directory/i, () =>
    NDArray.save(folder, [saved], []),
  );
  saved.close();
});

test('a path with a null character is refused instead of being cut off', async (t) => {
  const file = join(temporaryFolder(t), 'cut\0off');
  await assert.rejects(async () => NDArray.load(file), {
    name: 'TypeError',
    message: '`file` must be a string without null characters',
  });
});

test('raw bytes hold one array', async () => {
  const original = array([1, 2, 3, 4], [2, 2]);
  const bytes = await original.toRawBytes();
  const copy = NDArray.fromRawBytes(bytes);
  assert.deepEqual(copy.shape(), [2, 2]);
  assert.deepEqual(await valuesOf(copy), [1, 2, 3, 4]);
  original.close();
  copy.close();
});

test('damaged raw bytes fail in libmxnet and leave nothing behind', async () => {
  const original = array([1, 2, 3, 4]);
  const bytes = await original.toRawBytes();
  original.close();
  await withLiveCounts(async () => {
    for (let length = 0; length < bytes.length; length++) {
      await assertCallFails('MXNDArrayLoadFromRawBytes', /Check failed|Invalid/, () =>
        NDArray.fromRawBytes(bytes.subarray(0, length)),
      );
    }
  });
});

/** Functions about the library and the process. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MXNetError } from '../../src/errors.js';
import type { NativeNDArray } from '../../src/native/contract.js';
import { operatorId } from '../../src/operators/registry.js';
import { mxnet } from '../../src/runtime/library.js';
import { assertCallFails, failureOf } from '../support/native-errors.js';
import { array, valuesOf } from '../support/native-objects.js';
import { runNode } from '../support/run-node.js';

const native = mxnet();

test('the library tells its path and version', () => {
  const library = native.library();
  assert.ok(library);
  assert.match(library.path, /libmxnet/);
  assert.ok(library.version >= 10100 && library.version < 20000);
});

test('opening the same file again does nothing, another one is refused', async () => {
  const path = native.library()?.path ?? '';
  native.openLibrarySync(path, [], [], []);
  await native.openLibrary(path, [], [], []);
  for (const open of [native.openLibrary, native.openLibrarySync]) {
    const error = await failureOf('ERR_MXNET_LIBRARY_OPEN', () => open('other.so', [], [], []));
    assert.match(error.message, /has already opened .*libmxnet.*a process has one libmxnet/);
  }
});

test('functions are known by name', () => {
  assert.equal(native.hasFunction('MXNDArrayFree'), true);
  assert.equal(native.hasFunction('MXNothing'), false);
});

test('features are named, and this build has none for CUDA', () => {
  const features = native.features();
  assert.equal(features['OPENCV'], true);
  assert.equal(features['CUDA'], false);
  assert.equal(features['DIST_KVSTORE'], true);
});

test('a build without CUDA has no GPUs, and says so', async () => {
  assert.equal(native.gpuCount(), 0);
  await assertCallFails('MXGetGPUMemoryInformation64', /CUDA/, () => native.gpuMemory(0));
  await assertCallFails('MXStorageEmptyCache', /not allocated|CUDA/, () => native.emptyCache(2, 0));
  assert.throws(() => native.gpuMemory(0.5), /`device` must be a 32-bit integer/);
});

test('a profile that was never begun cannot be written', async () => {
  await assertCallFails('MXDumpProcessProfile', /hasn't been run/, () => native.dumpProfile());
});

async function draw(): Promise<number[]> {
  const [drawn] = native.invoke(operatorId('_random_uniform'), [], null, ['shape'], ['(5,)']);
  assert.ok(drawn);
  const values = await valuesOf(drawn);
  drawn.close();
  return values;
}

test('the same seed gives the same random numbers, another one others', async () => {
  native.randomSeed(42);
  const first = [await draw(), await draw()];
  native.randomSeed(42);
  assert.deepEqual([await draw(), await draw()], first);
  native.randomSeed(43);
  assert.notDeepEqual(await draw(), first[0]);
  native.randomSeed(-1);
  assert.throws(() => native.randomSeed(2 ** 31), /`seed` must be a 32-bit integer/);
});

test('waitAll waits for everything that is queued', async () => {
  const side = 500;
  const arrays: NativeNDArray[] = [array(Array(side * side).fill(1e-3), [side, side])];
  for (let i = 0; i < 20; i++) {
    const last = arrays.slice(-1);
    arrays.push(...native.invoke(operatorId('dot'), [...last, ...last], null, [], []));
  }
  const begin = performance.now();
  await native.waitAll();
  const waited = performance.now();
  await (arrays.at(-1) as NativeNDArray).waitToRead();
  assert.ok(performance.now() - waited < waited - begin, 'the rest was computed afterwards');
  for (const each of arrays) each.close();
});

test('an error has class, code, call, detail and one line as its message', async () => {
  const error = await failureOf('ERR_MXNET_CALL', () =>
    native.invoke(operatorId('FullyConnected'), [], null, ['bad'], ['1']),
  );
  assert.ok(error instanceof MXNetError && error instanceof Error);
  assert.equal(error.name, 'MXNetError');
  assert.equal(error.call, 'MXImperativeInvokeEx');
  assert.match(error.message, /^MXImperativeInvokeEx: Cannot find argument 'bad'/);
  assert.match(error.detail, /Possible Arguments:[\s\S]*in operator FullyConnected/);
  assert.match(error.stack ?? '', /runtime\.test/, 'the stack shows who called');
});

test('the live counts name every kind of handle', () => {
  assert.deepEqual(Object.keys(native.liveCounts()), [
    'NDArray',
    'Symbol',
    'Executor',
    'KVStore',
    'DataIter',
    'RecordReader',
    'RecordWriter',
  ]);
});

test('before the library is open, and after the process was shut down, calls say so', async () => {
  const ended = await runNode('binding/programs/closed-library.js');
  assert.equal(ended.stderr, '');
  assert.equal(ended.code, 0);
  assert.deepEqual(JSON.parse(ended.stdout), {
    library: null,
    hasFunction: false,
    before: ['ERR_MXNET_LIBRARY_NOT_OPEN', 'libmxnet has not been opened yet'],
    missing: 'ERR_MXNET_LIBRARY_OPEN',
    foreign: ['ERR_MXNET_LIBRARY_VERSION', 'it has no MXGetVersion'],
    afterwards: ['ERR_MXNET_SHUT_DOWN', 'the process is ending: libmxnet has been shut down'],
    lane: ['ERR_MXNET_SHUT_DOWN', 'the process is ending: libmxnet has been shut down'],
    closed: true,
  });
});

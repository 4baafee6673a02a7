import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DataIter } from '../../src/io/data-iter.js';
import { LateIter } from '../../src/io/late-iter.js';
import { NDArrayIter } from '../../src/io/ndarray-iter.js';
import { withLiveCounts } from '../support/live-counts.js';

const KNOWN = { batchSize: 2, provideData: [], provideLabel: [] };

function pairs(): NDArrayIter {
  return new NDArrayIter({
    data: { data: { values: Float32Array.of(1, 2, 3, 4), shape: [4, 1] } },
    label: { softmax_label: { values: new Float32Array(4), shape: [4] } },
    batchSize: 2,
  });
}

async function firstValues(source: DataIter): Promise<number[]> {
  const batch = await source.next();
  const values = [...((await batch?.data[0]?.data()) ?? [])].map(Number);
  batch?.dispose();
  return values;
}

test('a late source is opened once, when it is told to begin or first used', async () => {
  await withLiveCounts(async () => {
    for (const begins of [true, false]) {
      let opened = 0;
      await using late = new LateIter(async () => {
        opened++;
        return pairs();
      }, KNOWN);
      assert.equal(opened, 0);
      if (begins) {
        late.begin();
        assert.equal(opened, 1);
      }
      assert.deepEqual(await firstValues(late), [1, 2]);
      assert.deepEqual(await firstValues(late), [3, 4]);
      await late.reset();
      assert.deepEqual(await firstValues(late), [1, 2]);
      assert.equal(opened, 1);
    }
  });
});

test('whoever uses a source that cannot be opened is told, and disposing it is no error', async () => {
  const late = new LateIter(() => Promise.reject(new Error('no such file')), KNOWN);
  late.begin();
  await assert.rejects(late.next(), /no such file/);
  await assert.rejects(late.reset(), /no such file/);
  await late[Symbol.asyncDispose]();
});

test('a source that is still being opened is closed as soon as it is open', async () => {
  for (const waits of [true, false]) {
    await withLiveCounts(async () => {
      let open: (source: DataIter) => void = () => {};
      const opening = new Promise<DataIter>((resolve) => {
        open = resolve;
      });
      const late = new LateIter(() => opening, KNOWN);
      late.begin();
      const disposed = waits ? late[Symbol.asyncDispose]() : late.dispose();
      open(pairs());
      await disposed;
      await opening;
    });
  }
});

test('a source that nobody uses is not opened to be closed', async () => {
  const late = new LateIter(() => Promise.reject(new Error('opened')), KNOWN);
  late.dispose();
  await late[Symbol.asyncDispose]();
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DataIter } from '../../src/io/data-iter.js';
import { LaterIter } from '../../src/io/later-iter.js';
import { SyntheticIter } from '../../src/io/synthetic-iter.js';
import { withDisposal } from '../support/live-counts.js';

const LIKE = {
  batchSize: 2,
  provideData: [{ name: 'data', shape: [2, 3], dtype: 'float32' as const }],
  provideLabel: [{ name: 'softmax_label', shape: [2], dtype: 'float32' as const }],
};

/** How often an iterator of three batches has been opened. */
function counted(): { opened: number; open: () => Promise<DataIter> } {
  const count = {
    opened: 0,
    open: async () => {
      count.opened++;
      return new SyntheticIter({ shape: [2, 3], numClasses: 2, batches: 3 });
    },
  };
  return count;
}

async function batches(iter: DataIter): Promise<number> {
  let count = 0;
  for (let batch = await iter.next(); batch !== undefined; batch = await iter.next()) {
    batch.dispose();
    count++;
  }
  return count;
}

test('an iterator for later has shapes before it is open, and is opened once', async () => {
  await withDisposal(async () => {
    const count = counted();
    await using later = new LaterIter(count.open, LIKE);
    assert.deepEqual(
      [later.batchSize, later.provideData[0]?.shape, later.provideLabel[0]?.shape],
      [2, [2, 3], [2]],
    );
    assert.equal(count.opened, 0);
    await Promise.all([later.open(), later.open()]);
    assert.equal(await batches(later), 3);
    await later.reset();
    assert.equal(await batches(later), 3);
    assert.equal(count.opened, 1);
  });
});

test('whoever reads an iterator for later need not open it first', async () => {
  await withDisposal(async () => {
    const count = counted();
    await using later = new LaterIter(count.open, LIKE);
    assert.equal(await batches(later), 3);
    assert.equal(count.opened, 1);
  });
});

test('an iterator for later that nobody has needed is never opened, and not after it has been disposed', async () => {
  const count = counted();
  const later = new LaterIter(count.open, LIKE);
  await later[Symbol.asyncDispose]();
  await assert.rejects(later.next(), { message: 'the iterator has been disposed' });
  assert.equal(count.opened, 0);
});

test('an iterator for later that is disposed while it is being opened leaves nothing behind', async () => {
  await withDisposal(async () => {
    const count = counted();
    const later = new LaterIter(count.open, LIKE);
    const opening = later.open();
    later.dispose();
    await opening;
    await later[Symbol.asyncDispose]();
    assert.equal(count.opened, 1);
  });
});

test('why an iterator for later cannot be opened is told to everybody who asks', async () => {
  const later = new LaterIter(async () => {
    throw new RangeError('no batch');
  }, LIKE);
  await assert.rejects(later.open(), RangeError);
  await assert.rejects(later.next(), RangeError);
  await later[Symbol.asyncDispose]();
});

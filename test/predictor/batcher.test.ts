import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { batchSizes, chooseBatch } from '../../src/predictor/batch-sizes.js';
import { Batcher } from '../../src/predictor/batcher.js';

/** A batcher of numbers that are doubled, and the batches that it made. */
function doubling(maxDelayMs: number, largest = 16) {
  const batches: { images: number; size: number }[] = [];
  let release = () => {};
  let held: Promise<void> = Promise.resolve();
  const batcher = new Batcher<number, number>({
    sizes: batchSizes(largest),
    maxDelayMs,
    compute: async (images, size) => {
      batches.push({ images: images.length, size });
      await held;
      return images.map((image) => image * 2);
    },
    onBatch: () => {},
  });
  const hold = () => {
    held = new Promise((resolve) => {
      release = resolve;
    });
  };
  return { batcher, batches, hold, release: () => release() };
}

test('batches have few sizes, and are filled up only when it is worth it', () => {
  assert.deepEqual(batchSizes(16), [1, 4, 16]);
  assert.deepEqual(batchSizes(1), [1]);
  assert.deepEqual(batchSizes(20, 8), [1, 4, 8, 16, 20]);
  const sizes = batchSizes(16);
  const chosen = [1, 2, 3, 4, 5, 11, 12, 16, 17, 40].map((images) => chooseBatch(images, sizes));
  assert.deepEqual(chosen, [1, 1, 4, 4, 4, 4, 16, 16, 16, 16]);
  assert.equal(chooseBatch(1, [8]), 8);
});

test('what comes while a batch is computed goes into the next one, each with its own answer', async () => {
  const { batcher, batches, hold, release } = doubling(0);
  hold();
  const first = batcher.run(() => Promise.resolve(1), undefined);
  await nextTurn();
  const others = [2, 3, 4, 5].map((n) => batcher.run(() => Promise.resolve(n), undefined));
  await nextTurn();
  assert.deepEqual([batcher.computing, batcher.ready], [1, 4]);
  release();
  assert.deepEqual(await Promise.all([first, ...others]), [2, 4, 6, 8, 10]);
  assert.deepEqual(batches, [
    { images: 1, size: 1 },
    { images: 4, size: 4 },
  ]);
});

test('an image waits for those that are on their way, but computes at once when there are none', async () => {
  const { batcher, batches } = doubling(60_000);
  assert.equal(await batcher.run(() => Promise.resolve(1), undefined), 2);
  let arrive = (_: number) => {};
  const late = new Promise<number>((resolve) => {
    arrive = resolve;
  });
  const early = [1, 2, 3].map((n) => batcher.run(() => Promise.resolve(n), undefined));
  const last = batcher.run(() => late, undefined);
  await nextTurn();
  assert.deepEqual([batcher.ready, batcher.computing], [3, 0]);
  arrive(4);
  assert.deepEqual(await Promise.all([...early, last]), [2, 4, 6, 8]);
  assert.deepEqual(batches, [
    { images: 1, size: 1 },
    { images: 4, size: 4 },
  ]);
});

test('one that cannot be made ready keeps nobody waiting', async () => {
  const { batcher } = doubling(60_000);
  let fail = (_: Error) => {};
  const broken = new Promise<number>((_, reject) => {
    fail = reject;
  });
  const good = batcher.run(() => Promise.resolve(1), undefined);
  const bad = batcher.run(() => broken, undefined);
  await nextTurn();
  fail(new Error('no image'));
  await assert.rejects(bad, /no image/);
  assert.equal(await good, 2);
});

test('after the delay the batch goes without those that are late', async () => {
  const { batcher, batches } = doubling(1);
  const never = batcher.run(() => new Promise<number>(() => {}), undefined);
  assert.equal(await batcher.run(() => Promise.resolve(1), undefined), 2);
  assert.deepEqual(batches, [{ images: 1, size: 1 }]);
  assert.equal(await Promise.race([never, Promise.resolve('late')]), 'late');
});

test('a call that ends while its image is ready leaves the batch, and the result of a computed one is dropped', async () => {
  const { batcher, batches, hold, release } = doubling(0);
  hold();
  const ending = new AbortController();
  const computed = batcher.run(() => Promise.resolve(1), ending.signal);
  await nextTurn();
  const ready = batcher.run(() => Promise.resolve(2), ending.signal);
  const staying = batcher.run(() => Promise.resolve(3), undefined);
  await nextTurn();
  const reason = new Error('enough');
  ending.abort(reason);
  await assert.rejects(computed, reason);
  await assert.rejects(ready, reason);
  release();
  assert.equal(await staying, 6);
  assert.deepEqual(batches, [
    { images: 1, size: 1 },
    { images: 1, size: 1 },
  ]);
});

test('a batch that fails fails for its own images, and the next one is computed', async () => {
  let fails = true;
  const batcher = new Batcher<number, number>({
    sizes: [1, 4],
    maxDelayMs: 0,
    compute: (images) =>
      fails ? Promise.reject(new Error('out of order')) : Promise.resolve(images),
    onBatch: () => {},
  });
  const both = [1, 2, 3, 4].map((n) => batcher.run(() => Promise.resolve(n), undefined));
  for (const one of both) await assert.rejects(one, /out of order/);
  fails = false;
  assert.equal(await batcher.run(() => Promise.resolve(5), undefined), 5);
});

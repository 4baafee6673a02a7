import assert from 'node:assert/strict';
import { test } from 'node:test';
import { disposedLater } from '../../src/runtime/disposed-later.js';
import { together } from '../../src/runtime/together.js';

test('several things at once give their results in order', async () => {
  const [one, two, three] = await together([Promise.resolve(1), 'two', Promise.resolve([3])]);
  assert.deepEqual([one, two.length, three[0]], [1, 3, 3]);
});

test('when one of several things fails the others are waited for, and the first in the list is told', async () => {
  let hasEnded = false;
  const slow = new Promise((resolve) => setImmediate(resolve)).then(() => {
    hasEnded = true;
    throw new Error('the slow one');
  });
  const quick = Promise.reject(new Error('the quick one'));
  await assert.rejects(together([slow, quick]), { message: 'the slow one' });
  assert.ok(hasEnded);
});

test('what a promise gives later is disposed, and one that fails gives nothing', async () => {
  let disposed = 0;
  const disposable: Disposable = {
    [Symbol.dispose]: () => {
      disposed++;
    },
  };
  {
    await using _ = disposedLater(Promise.resolve(disposable));
    await using __ = disposedLater(Promise.reject(new Error('it is told elsewhere')));
  }
  assert.equal(disposed, 1);
});

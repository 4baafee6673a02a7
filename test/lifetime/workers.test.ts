/** Worker threads: they can do everything, and may be terminated in the middle of it. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mxnet } from '../../src/runtime/library.js';
import { atOnce } from '../support/at-once.js';
import { settleLiveCounts, withLiveCounts } from '../support/live-counts.js';
import { NATIVE_CALLS, titleOf } from '../support/native-calls.js';
import { assertEnded, runNode } from '../support/run-node.js';
import { startWorker } from '../support/run-worker.js';
import { temporaryFolder } from '../support/temp-dir.js';
import { terminateAfter } from '../support/terminate-after.js';

test('a worker can make every call, and leaves nothing behind', async (t) => {
  await withLiveCounts(async () => {
    const folder = temporaryFolder(t);
    const { ended } = startWorker('lifetime/programs/every-call.js', { folder, close: true });
    const { code, messages } = await ended;
    assert.equal(code, 0);
    assert.deepEqual(messages, NATIVE_CALLS.map(titleOf));
  });
});

test('whatever a worker leaves open is closed when it ends', async (t) => {
  const before = mxnet().liveCounts();
  const folder = temporaryFolder(t);
  const { ended } = startWorker('lifetime/programs/every-call.js', { folder, close: false });
  assert.equal((await ended).code, 0);
  await settleLiveCounts(before);
});

test('workers that are terminated during calls crash nothing and leave nothing behind', async (t) => {
  const before = mxnet().liveCounts();
  const folder = temporaryFolder(t);
  const data = { folder, forever: true, close: true };
  await atOnce(3, Array.from({ length: 48 }).keys(), (i) =>
    terminateAfter('lifetime/programs/every-call.js', data, 1 + ((i * 7) % NATIVE_CALLS.length)),
  );
  await settleLiveCounts(before);
});

test('workers that are terminated inside callbacks crash nothing and leave nothing behind', async () => {
  const before = mxnet().liveCounts();
  await atOnce(3, Array.from({ length: 48 }).keys(), (i) =>
    terminateAfter('lifetime/programs/callbacks.js', undefined, 1 + i),
  );
  await settleLiveCounts(before);
});

test('a worker whose updater never returns can be terminated', async () => {
  await withLiveCounts(() => terminateAfter('lifetime/programs/endless-callback.js', undefined, 1));
});

test('workers one after the other draw the same, and do not make the process grow', async (t) => {
  const args = [temporaryFolder(t)];
  const ended = await runNode('lifetime/programs/worker-after-worker.js', { args });
  assertEnded(ended, 0, 'the workers');
  t.diagnostic(ended.stdout);
  const { megabytes, drawn } = JSON.parse(ended.stdout) as { megabytes: number; drawn: string[] };
  assert.equal(drawn.length, 1);
  // libmxnet keeps 5 MB for each thread that has ever drawn: 20 workers of two threads would be 200 MB.
  assert.ok(megabytes < 50, `20 workers have left ${megabytes} MB behind`);
});

test('workers that build graphs at the same time do not disturb each other', async () => {
  await atOnce(2, Array.from({ length: 10 }).keys(), async (i) => {
    assertEnded(await runNode('lifetime/programs/graphs.js'), 0, `run ${i}`);
  });
});

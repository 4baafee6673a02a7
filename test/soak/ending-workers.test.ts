/** Workers that end with everything open, or are terminated in the middle of any call. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mxnet } from '../../src/runtime/library.js';
import { atOnce } from '../support/at-once.js';
import { settleLiveCounts } from '../support/live-counts.js';
import { NATIVE_CALLS } from '../support/native-calls.js';
import { startWorker } from '../support/run-worker.js';
import { temporaryFolder } from '../support/temp-dir.js';
import { terminateAfter } from '../support/terminate-after.js';

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

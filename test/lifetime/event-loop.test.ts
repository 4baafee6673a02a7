/** Nothing waits on the JavaScript thread. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertEnded, runNode } from '../support/run-node.js';

/** Milliseconds at the 99th percentile. */
const LIMIT = 20;

test(`the event loop is free while a residual net trains: p99 below ${LIMIT} ms`, async (t) => {
  const ended = await runNode('lifetime/programs/event-loop.js');
  assertEnded(ended, 0, 'training');
  t.diagnostic(ended.stdout);
  const delays = JSON.parse(ended.stdout) as { batches: number; p99: number };
  assert.equal(delays.batches, 57);
  assert.ok(delays.p99 < LIMIT, `delays in milliseconds: ${ended.stdout}`);
});

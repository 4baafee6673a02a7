/** A service that trains and predicts answers others meanwhile. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertEnded, runNode } from '../support/run-node.js';
import { temporaryFolder } from '../support/temp-dir.js';

/** Milliseconds. */
const LIMITS = { loop: 20, longest: 50, ping: 25 };

const DEADLINE = 10 * 60_000;

/** What the program prints. */
interface Delays {
  batches: number;
  predictions: number;
  loop: { p99: number; max: number };
  pings: { pings: number; p99: number; max: number };
}

test('while a network trains and another predicts, the event loop is free and pings are answered', async (t) => {
  const args = [temporaryFolder(t)];
  const ended = await runNode('soak/programs/busy-service.js', { args, deadline: DEADLINE });
  assertEnded(ended, 0, 'the service');
  t.diagnostic(ended.stdout);
  const { batches, predictions, loop, pings } = JSON.parse(ended.stdout) as Delays;
  assert.ok(batches > 500 && predictions > 100 && pings.pings > 500, ended.stdout);
  assert.ok(loop.p99 < LIMITS.loop, ended.stdout);
  assert.ok(loop.max < LIMITS.longest, ended.stdout);
  assert.ok(pings.p99 < LIMITS.ping, ended.stdout);
});

/** Workers that predict, and are terminated while they do. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Grown } from '../support/grown.js';
import { assertEnded, runNode } from '../support/run-node.js';
import { temporaryFolder } from '../support/temp-dir.js';

const ROUNDS = 50;
const WORKERS = 8;
const PREDICTIONS = 500;
const DEADLINE = 20 * 60_000;

test(`${WORKERS} workers make ${PREDICTIONS} predictions each and are terminated, ${ROUNDS} times: all answers are equal`, async (t) => {
  const ended = await runNode('soak/programs/predicting-workers.js', {
    args: [temporaryFolder(t), String(ROUNDS), String(PREDICTIONS)],
    nodeArgs: ['--expose-gc'],
    deadline: DEADLINE,
  });
  assertEnded(ended, 0, 'the workers');
  t.diagnostic(ended.stdout);
  const { made, handles } = JSON.parse(ended.stdout) as Grown & { made: number };
  assert.equal(made, ROUNDS * WORKERS * PREDICTIONS);
  assert.deepEqual(handles, {});
});

/** Child processes that are started while libmxnet computes: its fork handlers stop the engine. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertEnded, runNode } from '../support/run-node.js';

for (const [where, least] of [
  ['here', 10],
  ['worker', 10],
  ['callback', 30],
] as const) {
  test(`children start and end while a training runs: ${where}`, async () => {
    const ended = await runNode('lifetime/programs/spawn.js', { args: [where], deadline: 120_000 });
    assertEnded(ended, 0, where);
    const children = Number(ended.stdout);
    assert.ok(children >= least, `${children} children have ended, expected at least ${least}`);
  });
}

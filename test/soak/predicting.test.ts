/** A service that predicts for a long time does not grow. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Grown } from '../support/grown.js';
import { assertEnded, runNode } from '../support/run-node.js';
import { temporaryFolder } from '../support/temp-dir.js';

/** Megabytes by which a process may have grown after it has warmed up. */
const LIMIT = 10;

const DEADLINE = 20 * 60_000;

const WAYS: readonly [how: string, count: number, title: string][] = [
  ['predictions', 100_000, 'predictions'],
  ['loads', 200, 'classifiers that are loaded, asked and disposed'],
  ['reloads', 50, 'reloads under calls, of which none fails,'],
  ['aborts', 1000, 'calls that are aborted, each at another moment,'],
];

for (const [how, count, title] of WAYS) {
  test(`${count} ${title} let the process grow by less than ${LIMIT} MB and leave no handle`, async (t) => {
    const ended = await runNode('soak/programs/predicting.js', {
      args: [how, temporaryFolder(t), String(count)],
      nodeArgs: ['--expose-gc'],
      deadline: DEADLINE,
    });
    assertEnded(ended, 0, how);
    t.diagnostic(ended.stdout);
    const { megabytes, handles } = JSON.parse(ended.stdout) as Grown;
    assert.deepEqual(handles, {});
    assert.ok(megabytes < LIMIT, ended.stdout);
  });
}

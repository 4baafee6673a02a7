/** Temporaries do not pile up. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertEnded, runNode } from '../support/run-node.js';

/** Megabytes; 4000 temporaries of 1 MB that nobody frees would be 4300. */
const LIMIT = 300;

for (const [how, title] of [
  ['dispose', 'that a synchronous loop disposes'],
  ['scope', 'that a scope in a synchronous loop disposes'],
  ['turns', 'that nobody disposes, in a loop that lets the event loop turn'],
]) {
  test(`4000 temporaries of 1 MB ${title} need less than ${LIMIT} MB`, async (t) => {
    const ended = await runNode('lifetime/programs/temporaries.js', { args: [how ?? ''] });
    assertEnded(ended, 0, title ?? '');
    const largest = Number(ended.stdout);
    t.diagnostic(`${largest.toFixed()} MB at most`);
    assert.ok(largest < LIMIT, `the process needed ${largest} MB`);
  });
}

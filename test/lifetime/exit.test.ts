/** The ends of a process: none crashes, none hangs, none says anything. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { atOnce } from '../support/at-once.js';
import { assertEnded, type Ended, runNode } from '../support/run-node.js';
import { temporaryFolder } from '../support/temp-dir.js';

/** How often each end happens with a live iterator: a crash of one in ten escapes once in two hundred runs. */
const TIMES = 50;

/** How many processes run at the same time. */
const AT_ONCE = 2;

const NORMAL = ['end', 'exit'];
const FAILING = ['error', 'rejection'];

/** Node's report of the error that the program threw, and nothing else. */
const REPORT =
  /^[^\n]+:\d+\n[^\n]*\n\s*\^\n\n+Error: on purpose\n(\s+at [^\n]+\n)*\nNode\.js v[^\n]+\n$/;

async function end(folder: string, how: string, state: string, activity: string): Promise<Ended> {
  return await runNode('lifetime/programs/exit.js', { args: [folder, how, state, activity] });
}

function assertEnd(ended: Ended, how: string, what: string): void {
  if (!FAILING.includes(how) && how !== 'worker-error') {
    assertEnded(ended, 0, what);
    return;
  }
  assert.deepEqual([ended.code, ended.signal], [1, null], `${what}\n${ended.stderr}`);
  assert.match(ended.stderr, REPORT, what);
}

describe('a process', { concurrency: AT_ONCE }, () => {
  for (const how of [...NORMAL, ...FAILING, 'exit-in-callback']) {
    for (const state of ['disposed', 'open']) {
      for (const activity of ['idle', 'running']) {
        const what = `${how}, ${state}, ${activity}`;
        test(`ends clean: ${what}`, async (t) => {
          assertEnd(await end(temporaryFolder(t), how, state, activity), how, what);
        });
      }
    }
  }

  for (const how of ['worker-end', 'worker-terminate', 'worker-exit', 'worker-error']) {
    for (const activity of ['idle', 'running']) {
      const what = `${how}, open, ${activity}`;
      test(`ends clean: ${what}`, async (t) => {
        assertEnd(await end(temporaryFolder(t), how, 'open', activity), how, what);
      });
    }
  }
});

for (const how of ['end', 'exit', 'error', 'worker-terminate']) {
  test(`${TIMES} of ${TIMES} ends with a live iterator are clean: ${how}`, async (t) => {
    const folder = temporaryFolder(t);
    await atOnce(AT_ONCE, Array.from({ length: TIMES }).keys(), async (i) => {
      assertEnd(await end(folder, how, 'open', 'idle'), how, `${how}, run ${i}`);
    });
  });
}

/** Whether everything that a test made of libmxnet is gone again. */

import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { liveCounts } from '../../src/runtime/live-counts.js';
import { waitAll } from '../../src/runtime/wait-all.js';

/** How often the garbage is collected before something counts as lost. */
const TURNS = 20;

/**
 * Runs `body` and then asserts that this process holds as much of libmxnet as before, with the garbage collector's help:
 * the test runner has to be started with `--expose-gc`.
 */
export async function withLiveCounts<Result>(
  body: () => Result | Promise<Result>,
): Promise<Result> {
  await collectGarbage();
  await waitAll();
  const before = liveCounts();
  const result = await body();
  await settleLiveCounts(before);
  return result;
}

/**
 * Runs `body` and then asserts that it has let go of everything itself: the garbage collector does not help.
 */
export async function withDisposal<Result>(body: () => Promise<Result>): Promise<Result> {
  await collectGarbage();
  await waitAll();
  const before = liveCounts();
  const result = await body();
  // The lane frees iterators; what comes after them on the lane is done when they are.
  await waitAll();
  assert.deepEqual(liveCounts(), before, 'handles of libmxnet were not disposed');
  return result;
}

/** Asserts that the counts are the given ones, now or after a few turns in which what was dropped is freed. */
export async function settleLiveCounts(expected: Readonly<Record<string, number>>): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) {
    if (sameCounts(liveCounts(), expected)) return;
    await collectGarbage();
    await waitAll();
  }
  assert.deepEqual(liveCounts(), expected, 'handles of libmxnet are left over');
}

/** Collects garbage and lets finalizers run, which they do only when the event loop turns. */
export async function collectGarbage(): Promise<void> {
  assert(globalThis.gc, 'start the tests with node --expose-gc');
  globalThis.gc();
  await nextTurn();
}

function sameCounts(
  left: Readonly<Record<string, number>>,
  right: Readonly<Record<string, number>>,
): boolean {
  return Object.entries(left).every(([kind, count]) => right[kind] === count);
}

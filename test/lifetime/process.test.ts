/** How libmxnet and the addon sit in a process: idle, beside WebAssembly, beside another copy. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertEnded, runNode } from '../support/run-node.js';
import { temporaryFolder } from '../support/temp-dir.js';

test('an idle process ends by itself, with arrays open', async () => {
  const ended = await runNode('lifetime/programs/idle.js', { args: ['idle'] });
  assertEnded(ended, 0, 'idle');
  assert.equal(ended.stdout, ', exit');
});

test('a pending promise keeps the process alive until it is settled', async () => {
  const ended = await runNode('lifetime/programs/idle.js', { args: ['pending'] });
  assertEnded(ended, 0, 'pending');
  assert.equal(ended.stdout, 'the wait is over, exit');
});

test("V8's handler of SIGSEGV survives the opening: a WebAssembly trap is an error", async () => {
  const ended = await runNode('lifetime/programs/web-assembly.js');
  assertEnded(ended, 0, 'WebAssembly');
  assert.equal(ended.stdout, '0 RuntimeError: memory access out of bounds');
});

test('two copies of the addon refuse each other’s objects', async (t) => {
  const ended = await runNode('lifetime/programs/two-copies.js', { args: [temporaryFolder(t)] });
  assertEnded(ended, 0, 'two copies');
  assert.equal(ended.stdout, '[1,0]');
});

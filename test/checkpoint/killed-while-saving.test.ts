import assert from 'node:assert/strict';
import { test } from 'node:test';
import { killedWhileSaving } from '../support/killed-while-saving.js';

test('a run that is killed at any call of a save leaves the checkpoint before', async (t) => {
  const { phases } = await killedWhileSaving(t, 10);
  assert.equal(phases.size, 10, 'one for each call');
});

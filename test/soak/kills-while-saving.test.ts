import assert from 'node:assert/strict';
import { test } from 'node:test';
import { killedWhileSaving } from '../support/killed-while-saving.js';

test('of a hundred runs that are killed while they save, the checkpoint before always loads', async (t) => {
  const { phases } = await killedWhileSaving(t, 100);
  assert.ok(phases.size >= 5, 'the kills came at different moments');
});

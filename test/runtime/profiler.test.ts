import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fineTune } from '../../src/finetune/fine-tune.js';
import { smallRun } from '../support/fine-tune.js';
import { shown } from '../support/shown.js';
import { temporaryFolder } from '../support/temp-dir.js';

interface TraceEvent {
  name: string;
  ph: string;
}

test('a profiled run leaves a complete trace in the form of the Chrome viewer', async (t) => {
  const file = join(temporaryFolder(t), 'trace.json');
  await fineTune(smallRun({ profileWorkerSuffix: file }));
  const { traceEvents } = JSON.parse(readFileSync(file, 'utf8')) as { traceEvents: TraceEvent[] };
  const count = (phase: string) =>
    traceEvents.filter(({ name, ph }) => name.includes('Convolution') && ph === phase).length;
  assert.ok(count('B') > 0, 'no convolution was recorded');
  assert.equal(count('B'), count('E'), 'an operator has begun but not ended');
  shown(t, 'profile-worker-suffix');
});

test('a trace that cannot be written is known before the training', async (t) => {
  const file = join(temporaryFolder(t), 'missing', 'trace.json');
  const batches: unknown[] = [];
  await assert.rejects(
    fineTune(smallRun({ profileWorkerSuffix: file }), { onEvent: (event) => batches.push(event) }),
    { code: 'ERR_OUTPUT', message: /missing.*trace\.json/ },
  );
  assert.deepEqual(
    batches.map((event) => (event as { type: string }).type),
    ['end'],
    'it has trained',
  );
});

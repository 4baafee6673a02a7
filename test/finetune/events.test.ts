import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { FineTuneEvent } from '../../src/finetune/events.js';
import { fineTune } from '../../src/finetune/fine-tune.js';
import { fineTuneEvents } from '../../src/finetune/fine-tune-events.js';
import { smallRun } from '../support/fine-tune.js';
import { temporaryFolder } from '../support/temp-dir.js';

test('the loop sees the events that the callback sees, and ends with the result', async (t) => {
  const folder = temporaryFolder(t);
  const told: FineTuneEvent[] = [];
  const run = (name: string) => smallRun({ modelPrefix: join(folder, name) });
  const expected = await fineTune(run('a'), { onEvent: (event) => told.push(event) });
  const seen: FineTuneEvent[] = [];
  const events = fineTuneEvents(run('b'));
  let next = await events.next();
  while (!next.done) {
    seen.push(next.value);
    next = await events.next();
  }
  const kinds = (list: readonly FineTuneEvent[]) => list.map(({ type }) => type);
  assert.deepEqual(kinds(seen), kinds(told));
  assert.deepEqual(next.value.train, expected.train);
  assert.equal(next.value.checkpoint, expected.checkpoint?.replace('/a-', '/b-'));
});

test('leaving the loop ends the run', async () => {
  const batches: number[] = [];
  const events: FineTuneEvent[] = [];
  const run = fineTuneEvents(smallRun({ numEpochs: 1000 }));
  for await (const event of run) {
    events.push(event);
    if (event.type === 'batch') batches.push(event.batch);
    if (batches.length === 3) break;
  }
  assert.deepEqual(batches, [0, 1, 2]);
  assert.deepEqual(await run.next(), { done: true, value: undefined });
});

test('a failure comes after its event; a signal interrupts as it does without a loop', async () => {
  const seen: string[] = [];
  const collect = async (options: Parameters<typeof fineTuneEvents>[0], signal?: AbortSignal) => {
    for await (const { type } of fineTuneEvents(options, { signal })) seen.push(type);
  };
  await assert.rejects(collect(smallRun({ dataTrain: 'none.rec' })), { code: 'ERR_DATA' });
  const aborted = AbortSignal.abort(new Error('enough'));
  await assert.rejects(collect(smallRun(), aborted), { code: 'ERR_INTERRUPTED' });
  assert.deepEqual(seen, ['end', 'end']);
});

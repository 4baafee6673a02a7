import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { FineTuneEvent, FineTuneResult } from '../../src/finetune/events.js';
import { fineTune } from '../../src/finetune/fine-tune.js';
import type { FineTuneOptions } from '../../src/finetune/options.js';
import { JsonlLog } from '../../src/report/run-log/jsonl.js';
import {
  assertSameResult,
  resultOf,
  resumableRun,
  runUntil,
  writeNetwork,
} from '../support/resumable.js';
import { shown } from '../support/shown.js';
import { temporaryFolder } from '../support/temp-dir.js';

interface Pair {
  whole: string;
  parts: string;
  run: (prefix: string) => FineTuneOptions;
}

async function prepare(t: TestContext, changes: Partial<FineTuneOptions> = {}): Promise<Pair> {
  const folder = temporaryFolder(t);
  const pretrained = join(folder, 'pretrained');
  await writeNetwork(pretrained);
  const prefixOf = (name: string) => {
    mkdirSync(join(folder, name));
    return join(folder, name, 'net');
  };
  const run = (prefix: string) => resumableRun(pretrained, prefix, { numEpochs: 2, ...changes });
  return { whole: prefixOf('whole'), parts: prefixOf('parts'), run };
}

/** Runs with a clock that stands still but for an hour after each of certain events. */
async function timed(
  options: FineTuneOptions,
  passes: (event: FineTuneEvent) => boolean,
): Promise<{ result: FineTuneResult; batches: number; lines: string[] }> {
  const lines: string[] = [];
  const log = (line: string) => void lines.push(line);
  const jsonl = new JsonlLog(`${options.modelPrefix}.jsonl`, { append: true, configuration: {} });
  let now = 0;
  let batches = 0;
  const result = await fineTune(
    { ...options, resume: 'auto' },
    {
      logger: { info: log, warning: log },
      now: () => now,
      onEvent: (event) => {
        jsonl.event(event);
        if (event.type === 'batch') batches++;
        if (passes(event)) now += 3_600_000;
      },
    },
  );
  jsonl.close();
  return { result, batches, lines };
}

const afterBatch = (wanted: number) => (event: FineTuneEvent) =>
  event.type === 'batch' && event.batch === wanted;

test('a run whose time is up ends behind the batch, and goes on to the bytes of one that had time', async (t) => {
  const { whole, parts, run } = await prepare(t);
  await runUntil(run(whole));
  const hour = { ...run(parts), maxTime: '1h' };
  const first = await timed(hour, afterBatch(6));
  assert.equal(first.result.reason, 'max-time');
  assert.equal(first.result.checkpoint, undefined);
  assert.equal(first.batches, 7);
  assert.deepEqual(first.lines.slice(-2), [
    'Stopping: the time of 1h is up',
    `Saved the state after batch 6 of epoch 0 to "${parts}-0000+000007.run.json"`,
  ]);
  // Of the 19 batches of the first epoch 12 are left; the time is up in the second one.
  const second = await timed(
    hour,
    (event) => event.type === 'batch' && event.epoch === 1 && event.batch === 2,
  );
  assert.equal(second.batches, 12 + 3);
  assert.equal(second.result.checkpoint, `${parts}-0001.params`);
  assert.ok(existsSync(`${parts}-0001+000003.run.json`));
  const last = await timed(hour, () => false);
  assert.equal(last.result.reason, 'epochs');
  assert.equal(last.batches, 19 - 3);
  assertSameResult(parts, whole);
  shown(t, 'max-time');
});

test('time that is up between an epoch and its validation ends the run there, and the validation follows', async (t) => {
  const { whole, parts, run } = await prepare(t);
  await runUntil(run(whole));
  const hour = { ...run(parts), maxTime: '1h' };
  const first = await timed(hour, (event) => event.type === 'epoch');
  assert.equal(first.result.checkpoint, `${parts}-0001.params`);
  assert.deepEqual(first.result.validation, []);
  // Behind the validation with which it goes on nothing is trained yet; the last end is no stop.
  const last = await timed(hour, (event) => event.type === 'validation' && event.epoch === 1);
  assert.equal(last.result.reason, 'epochs');
  assertSameResult(parts, whole);
});

test('every start gets the run on by a batch, however little time it has', async (t) => {
  const { whole, parts, run } = await prepare(t, { numEpochs: 1, batchSize: 200 });
  await runUntil(run(whole));
  const hour = { ...run(parts), maxTime: '1h' };
  let starts = 0;
  let reason = '';
  for (; reason !== 'epochs'; starts++) {
    const { result } = await timed(hour, () => true);
    reason = result.reason;
  }
  // Three batches, and the validation.
  assert.equal(starts, 4);
  assertSameResult(parts, whole);
});

test('without a prefix nothing is saved, and the run ends all the same', async (t) => {
  const { whole, run } = await prepare(t);
  const { modelPrefix: _, ...options } = run(whole);
  let batches = 0;
  let now = 0;
  const result = await fineTune(
    { ...options, maxTime: '1h' },
    {
      now: () => now,
      onEvent: ({ type }) => {
        if (type === 'batch' && ++batches === 3) now = 3_600_000;
      },
    },
  );
  assert.deepEqual([result.reason, batches], ['max-time', 3]);
  assert.deepEqual(resultOf(whole), {});
});

test('time that is up inside an epoch saves no epoch before it that was not due', async (t) => {
  const { whole, parts, run } = await prepare(t, { savePeriod: 2, dataVal: undefined });
  await runUntil(run(whole));
  const hour = { ...run(parts), maxTime: '1h' };
  const first = await timed(
    hour,
    (event) => event.type === 'batch' && event.epoch === 1 && event.batch === 2,
  );
  assert.equal(first.result.checkpoint, undefined);
  assert.ok(existsSync(`${parts}-0001+000003.run.json`));
  assert.ok(!existsSync(`${parts}-0001.params`));
  await timed(hour, () => false);
  assertSameResult(parts, whole);
});

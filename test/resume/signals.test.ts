import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { FineTuneEvent } from '../../src/finetune/events.js';
import { fineTune } from '../../src/finetune/fine-tune.js';
import type { FineTuneOptions } from '../../src/finetune/options.js';
import { SaveRequest } from '../../src/finetune/resume/save-request.js';
import { withLiveCounts } from '../support/live-counts.js';
import { argumentsOf, resumableRun, runUntil, writeNetwork } from '../support/resumable.js';
import { RunningCli } from '../support/start-cli.js';
import { temporaryFolder } from '../support/temp-dir.js';

async function prepare(
  t: TestContext,
  changes: Partial<FineTuneOptions> = {},
): Promise<{ prefix: string; options: FineTuneOptions }> {
  const folder = temporaryFolder(t);
  await writeNetwork(join(folder, 'pretrained'));
  mkdirSync(join(folder, 'out'));
  const prefix = join(folder, 'out', 'net');
  return { prefix, options: resumableRun(join(folder, 'pretrained'), prefix, changes) };
}

/** Runs until an event or a line, where the signal fires. */
async function interruptedAt(
  options: FineTuneOptions,
  when: (what: FineTuneEvent | string) => boolean,
): Promise<void> {
  const interruption = new AbortController();
  const look = (what: FineTuneEvent | string) => {
    if (when(what)) interruption.abort('enough');
  };
  const run = fineTune(options, {
    logger: { info: look, warning: look },
    signal: interruption.signal,
    onEvent: look,
  });
  await assert.rejects(run, { code: 'ERR_INTERRUPTED' });
}

const PHASES: readonly (readonly [
  phase: string,
  when: (what: FineTuneEvent | string) => boolean,
  left: readonly string[],
  batches: number,
])[] = [
  ['scanning', (what) => String(what).includes('images, by class'), [], 38],
  ['loading', (what) => String(what).startsWith('Newly initialized'), [], 38],
  ['binding', (what) => isType(what, 'start'), [], 38],
  ['the first batch', (what) => isType(what, 'batch'), ['net-0000+000001'], 37],
  [
    'the middle of an epoch',
    (what) => isType(what, 'batch') && what.epoch === 1 && what.batch === 8,
    ['net-0001', 'net-0001+000009'],
    10,
  ],
  ['the end of an epoch', (what) => isType(what, 'epoch'), ['net-0001'], 19],
  ['saving', (what) => isType(what, 'checkpoint'), ['net-0001'], 19],
  ['evaluating', (what) => isType(what, 'validation'), ['net-0001'], 19],
];

function isType<Type extends FineTuneEvent['type']>(
  what: FineTuneEvent | string,
  type: Type,
): what is FineTuneEvent & { type: Type } {
  return typeof what !== 'string' && what.type === type;
}

for (const [phase, when, left, batches] of PHASES) {
  test(`an interruption while ${phase} loses no batch`, async (t) => {
    const { prefix, options } = await prepare(t, { numEpochs: 2, savePeriod: 1 });
    const resumed = { ...options, resume: 'auto' };
    await withLiveCounts(() => interruptedAt(resumed, when));
    const records = readdirSync(join(prefix, '..')).filter((name) => name.endsWith('.run.json'));
    assert.deepEqual(records.map((name) => name.replace('.run.json', '')).sort(), left);
    assert.equal((await runUntil(resumed)).batches, batches);
  });
}

test('an epoch that is not due to be saved is saved when it is interrupted behind its last batch', async (t) => {
  const { prefix, options } = await prepare(t, { numEpochs: 2, savePeriod: 5 });
  const resumed = { ...options, resume: 'auto', dataVal: undefined };
  await interruptedAt(resumed, (what) => isType(what, 'epoch'));
  assert.ok(existsSync(`${prefix}-0001.run.json`));
  assert.equal((await runUntil(resumed)).batches, 19);
});

test('an interruption while going over the data again leaves the state as it was', async (t) => {
  const { prefix, options } = await prepare(t, { numEpochs: 2 });
  await runUntil(options, 25);
  const record = `${prefix}-0001+000006.run.json`;
  const before = readFileSync(record);
  await interruptedAt({ ...options, resume: 'auto' }, (what) =>
    String(what).startsWith('Going over'),
  );
  assert.deepEqual(readFileSync(record), before);
});

test('an interruption before a batch was trained does not save again what was gone on with', async (t) => {
  const { prefix, options } = await prepare(t, { numEpochs: 2 });
  await runUntil(options, 25);
  const before = readFileSync(`${prefix}-0001+000006.run.json`);
  await interruptedAt({ ...options, resume: 'auto' }, (what) => isType(what, 'resume'));
  assert.deepEqual(readFileSync(`${prefix}-0001+000006.run.json`), before);
});

test('a run that is asked to save does so behind the batch and goes on; asked in a validation, it has nothing to add', async (t) => {
  const { prefix, options } = await prepare(t, { numEpochs: 2 });
  const saveRequest = new SaveRequest();
  const saved: (string | number)[] = [];
  await fineTune(options, {
    saveRequest,
    onEvent: (event) => {
      if (event.type === 'batch' && event.epoch === 0 && event.batch === 4) saveRequest.ask();
      if (event.type === 'validation' && event.epoch === 0) saveRequest.ask();
      if (event.type === 'state') saved.push(event.epoch, event.batch, event.file);
    },
  });
  assert.deepEqual(saved, [0, 5, `${prefix}-0000+000005.run.json`]);
  assert.ok(existsSync(`${prefix}-0002.run.json`), 'it went on');
  assert.ok(!existsSync(`${prefix}-0000+000005.run.json`), 'it was of no use any more');
});

test('SIGUSR1 saves the state of a process, which goes on; its second SIGINT ends it at once', async (t) => {
  const { prefix, options } = await prepare(t, { numEpochs: 200 });
  const run = new RunningCli(argumentsOf(options));
  await run.hasSaid(/Epoch\[0\] Batch \[4-8\]/);
  run.child.kill('SIGUSR1');
  await run.hasSaid(/Saved the state after batch \d+ of epoch \d+ to "[^"]*\.run\.json"/);
  await run.hasSaid(/Epoch\[2\] Train/);
  run.child.kill('SIGINT');
  run.child.kill('SIGINT');
  const { code } = await run.ended;
  assert.equal(code, 130);
  // Whatever the moment was, what is there can be gone on with.
  const said = (await runUntil({ ...options, resume: 'auto' }, 1)).lines.join('\n');
  assert.match(said, /Going over \d+ batches/);
  assert.ok(existsSync(`${prefix}-0002.run.json`));
});

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type TestContext, test } from 'node:test';
import { loadCheckpoint } from '../../src/checkpoint/load.js';
import { listEpochs } from '../../src/checkpoint/names.js';
import { main } from '../../src/cli/main.js';
import { examineRecords } from '../../src/dataset/examine-records.js';
import { FormatSupport } from '../../src/dataset/format-support.js';
import type { FineTuneEvent } from '../../src/finetune/events.js';
import { fineTune } from '../../src/finetune/fine-tune.js';
import { clothesNet } from '../support/classifier-net.js';
import { smallRun, smallRunArguments } from '../support/fine-tune.js';
import { folderContents } from '../support/folder-contents.js';
import { withLiveCounts } from '../support/live-counts.js';
import { fixture } from '../support/paths.js';
import { runCli } from '../support/run-cli.js';
import { RunningCli } from '../support/start-cli.js';
import { temporaryFolder } from '../support/temp-dir.js';
import { tinyRecords, tinyRunArguments, writeRecords } from '../support/tiny-run.js';

/** Runs in this process and fires the signal when a line is written that matches. */
async function interruptedAt(
  argv: readonly string[],
  when: RegExp,
  signal: 'SIGINT' | 'SIGTERM',
): Promise<{ code: number; stderr: string }> {
  const interruption = new AbortController();
  let stderr = '';
  const write = (text: string) => {
    stderr += text;
    if (when.test(text)) interruption.abort({ signal });
  };
  const code = await main(argv, {
    stdout: { write },
    stderr: { write },
    env: process.env,
    signal: interruption.signal,
  });
  return { code, stderr };
}

/** Every checkpoint in the folder can be loaded, and nothing is half written. */
async function assertWhole(prefix: string, epochs: readonly number[]): Promise<void> {
  const found = await listEpochs(prefix);
  assert.deepEqual(found, epochs);
  for (const epoch of found) (await loadCheckpoint(prefix, epoch)).dispose();
}

function prepare(test: TestContext): { folder: string; prefix: string; argv: string[] } {
  const folder = temporaryFolder(test);
  const prefix = join(folder, 'out', 'net');
  const train = writeRecords(folder, 'train.rec', tinyRecords(64));
  const validation = ['--data-val', writeRecords(folder, 'val.rec', tinyRecords(30))];
  const more = ['--num-epochs', '4', '--disp-batches', '2', '--model-prefix', prefix];
  return { folder, prefix, argv: tinyRunArguments(train, ...validation, ...more) };
}

test('a run can be interrupted in every phase: what is written is whole', async (t) => {
  for (const [when, epochs, phase] of [
    [/start with arguments/, [], 'before anything is read'],
    [/images, by class/, [], 'after the data was seen'],
    [/Newly initialized/, [], 'before binding'],
    [/Epoch\[0\] Batch \[0-2\]/, [], 'in the first epoch'],
    [/Epoch\[0\] Train-accuracy/, [1], 'before saving'],
    [/Saved checkpoint to .*0001/, [1], 'before validating'],
    [/Epoch\[0\] Validation-accuracy/, [1], 'after validating'],
    [/Epoch\[1\] Batch \[2-4\]/, [1], 'in the second epoch'],
    [/Saved checkpoint to .*0004/, [1, 2, 3, 4], 'when everything is trained'],
  ] as const) {
    const { folder, prefix, argv } = prepare(t);
    const signal = epochs.length % 2 === 0 ? 'SIGINT' : 'SIGTERM';
    const { code, stderr } = await interruptedAt(argv, when, signal);
    assert.equal(code, signal === 'SIGINT' ? 130 : 143, `${phase}: ${stderr}`);
    assert.match(stderr, /\nmxnet-finetune: the run was interrupted; [^\n]+\n$/, phase);
    await assertWhole(prefix, epochs);
    const names = Object.keys(folderContents(folder));
    assert.ok(
      names.every((name) => !name.endsWith('.tmp')),
      phase,
    );
    // Nothing is left of a run that has not begun.
    if (/start|images|Newly/.test(when.source)) assert.ok(!names.includes('out'), phase);
  }
});

test('an interrupted run gives everything back that it held of libmxnet', async (t) => {
  const { argv } = prepare(t);
  for (const when of [/images, by class/, /Batch \[0-2\]/, /Saved checkpoint/]) {
    await withLiveCounts(() => interruptedAt(argv, when, 'SIGINT'));
  }
});

test('a library user gets ERR_INTERRUPTED and the reason, and an event', async () => {
  const interruption = new AbortController();
  const events: FineTuneEvent['type'][] = [];
  const run = fineTune(smallRun({ numEpochs: 9 }), {
    signal: interruption.signal,
    onEvent: (event) => {
      events.push(event.type);
      if (event.type === 'batch' && event.batch === 2) interruption.abort('enough');
    },
  });
  await assert.rejects(run, { code: 'ERR_INTERRUPTED', cause: 'enough' });
  assert.deepEqual(events, ['start', 'batch', 'batch', 'batch', 'end']);
});

test('looking at the data can be interrupted', async () => {
  const file = fixture('data', 'fm3_train.rec');
  const needs = { numClasses: 3, imageShape: [3, 28, 28] } as const;
  const options = { needs, formats: new FormatSupport(), signal: AbortSignal.abort('enough') };
  await assert.rejects(examineRecords(file, options), (reason) => {
    assert.equal(reason, 'enough');
    return true;
  });
});

test('an interrupted prediction ends between two images', async () => {
  const photo = fixture('photos', 'coffee.png');
  const argv = ['predict', fixture('models', 'mlp'), photo, photo, photo, '--json'];
  const options = ['--image-shape', '3,28,28', '--epoch', '1'];
  const { code, stderr } = await interruptedAt([...argv, ...options], /"file"/, 'SIGTERM');
  assert.equal(code, 143, stderr);
  assert.equal(stderr.match(/"file"/g)?.length, 1);
});

for (const [signal, expected] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  test(`${signal} in the middle of an epoch ends the process with ${expected}, its checkpoints whole`, async (t) => {
    const prefix = join(temporaryFolder(t), 'net');
    const run = new RunningCli(
      smallRunArguments('--num-epochs', '99', '--disp-batches', '4', '--model-prefix', prefix),
    );
    await run.hasSaid(/Epoch\[1\] Batch \[4-8\]/);
    run.child.kill(signal);
    const { code, signal: killedBy, stderr } = await run.ended;
    assert.deepEqual({ code, killedBy }, { code: expected, killedBy: null }, stderr);
    assert.match(stderr, /the run was interrupted/);
    await assertWhole(prefix, [1]);
  });
}

test('a second signal ends the process at once, its checkpoints whole', async (t) => {
  const prefix = join(temporaryFolder(t), 'net');
  const run = new RunningCli(
    smallRunArguments('--num-epochs', '99', '--batch-size', '300', '--model-prefix', prefix),
  );
  await run.hasSaid(/Saved checkpoint/);
  // Both are there when it goes on: it cannot end between the two.
  for (const signal of ['SIGSTOP', 'SIGINT', 'SIGTERM', 'SIGCONT'] as const) run.child.kill(signal);
  const { code, stderr } = await run.ended;
  // Which of two waiting signals comes second is the system's choice.
  assert.ok(code === 130 || code === 143, stderr);
  assert.doesNotMatch(stderr, /the run was interrupted/, 'nobody waited for the batch');
  await assertWhole(prefix, [1]);
});

test('nobody has to read: closed pipes end nothing but the messages', async (t) => {
  const prefix = join(temporaryFolder(t), 'net');
  const run = new RunningCli(smallRunArguments('--num-epochs', '1', '--model-prefix', prefix));
  await run.hasSaid(/start with/);
  run.child.stderr?.destroy();
  const { code, signal } = await run.ended;
  assert.deepEqual({ code, signal }, { code: 0, signal: null });
  await assertWhole(prefix, [1]);
});

test('whoever waits for standard input can be interrupted', async (t) => {
  const folder = temporaryFolder(t);
  const prefix = await clothesNet(folder);
  for (const [name, ...argv] of [
    ['predict', prefix, '-'],
    ['features', prefix, '-', '--output', join(folder, 'features.csv')],
    ['ensemble', prefix, prefix, '--images', '-'],
  ] as const) {
    const interruption = new AbortController();
    // It is asked for bytes, and has none.
    const stdin = new Readable({ read: () => interruption.abort({ signal: 'SIGINT' }) });
    const { signal } = interruption;
    const { code, stdout, stderr } = await runCli([name, ...argv], { stdin, signal });
    assert.deepEqual([code, stdout], [130, ''], `${name}: ${stderr}`);
    assert.match(stderr, /^mxnet-finetune: interrupted.*\n$/);
  }
});

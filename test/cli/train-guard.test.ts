import assert from 'node:assert/strict';
import { copyFileSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { loadCheckpoint } from '../../src/checkpoint/load.js';
import { listEpochs } from '../../src/checkpoint/names.js';
import { saveCheckpoint } from '../../src/checkpoint/save.js';
import { LockFile } from '../../src/files/lock-file.js';
import type { FineTuneEvent } from '../../src/finetune/events.js';
import { fineTune } from '../../src/finetune/fine-tune.js';
import { nonFinite } from '../../src/module/non-finite.js';
import { fromTypedArray } from '../../src/ndarray/create.js';
import { Symbol as Net } from '../../src/symbol/symbol.js';
import { smallRun } from '../support/fine-tune.js';
import { folderContents } from '../support/folder-contents.js';
import { withLiveCounts } from '../support/live-counts.js';
import { fixture } from '../support/paths.js';
import { runCli } from '../support/run-cli.js';
import { shown } from '../support/shown.js';
import { temporaryFolder } from '../support/temp-dir.js';
import { tinyRecords, tinyRunArguments, writeRecords } from '../support/tiny-run.js';

function prepare(test: TestContext): { folder: string; prefix: string; argv: string[] } {
  const folder = temporaryFolder(test);
  const prefix = join(folder, 'net');
  const train = writeRecords(folder, 'train.rec', tinyRecords(32));
  const validation = ['--data-val', writeRecords(folder, 'val.rec', tinyRecords(30))];
  return { folder, prefix, argv: tinyRunArguments(train, ...validation, '--model-prefix', prefix) };
}

/** Nothing is learned: every validation is as good as the first. */
const STILL = ['--lr', '0', '--num-epochs', '6'];

test('early stopping ends a run, and the log, the records and the names of epochs say so', async (t) => {
  const { prefix, argv } = prepare(t);
  const { code, stderr } = await runCli([...argv, ...STILL, '--early-stopping-patience', '2']);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /Best so far: accuracy=0\.\d{6} after epoch 0 \(.*net-0001\.params\)\n/);
  assert.match(stderr, /Early stopping: the validation has not been better than .* for 2 epochs\n/);
  assert.deepEqual(await listEpochs(prefix), [1, 2, 3]);
  assert.equal(readlinkSync(`${prefix}-best.params`), 'net-0001.params');
  assert.equal(readlinkSync(`${prefix}-last.params`), 'net-0003.params');
  const records = readFileSync(`${prefix}.jsonl`, 'utf8').trim().split('\n');
  const end = JSON.parse(records.at(-1) ?? '') as FineTuneEvent & { type: 'end' };
  assert.deepEqual([end.status, end.reason, end.best?.epoch], ['completed', 'early-stopping', 0]);
  shown(t, 'early-stopping-patience');
});

test('the metric, the least gain and the least number of epochs of early stopping are those that are given', async (t) => {
  const { prefix, argv } = prepare(t);
  // The loss falls in every epoch, but never by so much.
  const falling = ['--lr', '0.001', '--num-epochs', '6', '--loss', 'ce'];
  const stopping = ['--early-stopping-patience', '1', '--early-stopping-min-delta', '1000'];
  const later = ['--early-stopping-min-epochs', '4', '--monitor-metric', 'cross-entropy'];
  const { code, stderr } = await runCli([...argv, ...falling, ...stopping, ...later]);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /Best so far: cross-entropy=/);
  assert.deepEqual(await listEpochs(prefix), [1, 2, 3, 4]);
  // Small gains do not count for patience, but they are gains.
  assert.equal(readlinkSync(`${prefix}-best.params`), 'net-0004.params');
  shown(t, 'early-stopping-min-delta', 'early-stopping-min-epochs', 'monitor-metric');
});

test('epochs are found by their names: predict, inspect and --load-epoch', async (t) => {
  const { folder, prefix, argv } = prepare(t);
  assert.equal((await runCli([...argv, ...STILL, '--num-epochs', '3'])).code, 0);
  // An earlier, longer run has left an epoch with a higher number.
  copyFileSync(`${prefix}-0001.params`, `${prefix}-0009.params`);
  for (const [epoch, number] of [
    ['best', 1],
    ['last', 3],
    [undefined, 3],
  ] as const) {
    const named = epoch === undefined ? [] : ['--epoch', epoch];
    const { stdout } = await runCli(['inspect', prefix, '--json', ...named]);
    assert.equal((JSON.parse(stdout) as { epoch: number }).epoch, number);
    const photo = fixture('photos', 'coffee.png');
    assert.equal((await runCli(['predict', prefix, photo, ...named])).code, 0);
  }
  const from = ['--pretrained-model', prefix, '--model-prefix', join(folder, 'next')];
  const next = await runCli([...argv, ...from, '--load-epoch', 'best', '--num-epochs', '1']);
  assert.equal(next.code, 0, next.stderr);
  const recipe = readFileSync(join(folder, 'next-finetune.json'), 'utf8');
  assert.equal((JSON.parse(recipe) as { pretrained: { epoch: number } }).pretrained.epoch, 1);
  for (const command of [
    ['predict', prefix, 'x.png'],
    ['inspect', prefix],
  ]) {
    const { code, stderr } = await runCli([...command, '--epoch', 'first']);
    assert.equal(code, 2);
    assert.match(stderr, /--epoch must be a whole number, or best or last, received 'first'/);
  }
});

test('--keep leaves the newest, the best and whatever the run has not written', async (t) => {
  const { prefix, argv } = prepare(t);
  writeFileSync(`${prefix}-0077.params`, 'of somebody else');
  const { code, stderr } = await runCli([...argv, ...STILL, '--keep', '2']);
  assert.equal(code, 0, stderr);
  assert.deepEqual(await listEpochs(prefix), [1, 5, 6, 77]);
  for (const epoch of [1, 5, 6]) (await loadCheckpoint(prefix, epoch)).dispose();
  shown(t, 'keep');
});

test('the best epoch and the last one are saved although they are not due, but not with --compat', async (t) => {
  const { prefix, argv } = prepare(t);
  const sparse = [...argv, ...STILL, '--num-epochs', '5', '--save-period', '4'];
  assert.equal((await runCli(sparse)).code, 0);
  assert.deepEqual(await listEpochs(prefix), [1, 4, 5]);
  const other = `${prefix}-compat`;
  const compat = ['--compat', '--layer-before-fullc', 'relu2', '--model-prefix', other];
  assert.equal((await runCli([...sparse, ...compat])).code, 0);
  assert.deepEqual(await listEpochs(other), [4]);
});

test('a run whose time is up ends behind a batch, with 0 and a state to go on with', async (t) => {
  const { prefix, argv } = prepare(t);
  const { code, stderr } = await runCli([...argv, ...STILL, '--max-time', '0.001s']);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /Stopping: the time of 0\.001s is up\n/);
  assert.match(
    stderr,
    /Saved the state after batch 0 of epoch 0 to ".*net-0000\+000001\.run\.json"/,
  );
  assert.deepEqual(await listEpochs(prefix), []);
});

test('options that would have no effect, or cannot be, are refused', async (t) => {
  const { argv } = prepare(t);
  const untold = argv.filter((_, i) => argv[i] !== '--data-val' && argv[i - 1] !== '--data-val');
  for (const [more, reason] of [
    [['--early-stopping-patience', '1'], /--early-stopping-patience needs validation data/],
    [['--monitor-metric', 'accuracy'], /--monitor-metric needs validation data/],
    [['--early-stopping-min-delta', '1'], /min-delta needs --early-stopping-patience/],
    [['--early-stopping-min-epochs', '1'], /min-epochs needs --early-stopping-patience/],
    [['--max-time', '2'], /--max-time must be a length of time/],
    [['--on-divergence', 'pray'], /one of stop, skip, halve-lr/],
    [['--keep', '0'], /--keep must be/],
  ] as const) {
    const { code, stderr } = await runCli([...untold, ...more]);
    assert.equal(code, 2, stderr);
    assert.match(stderr, reason);
  }
});

test('two runs with one prefix are refused, what a killed one has left is taken over', async (t) => {
  const { folder, prefix, argv } = prepare(t);
  {
    using _lock = await LockFile.acquire(`${prefix}.lock`);
    const before = folderContents(folder);
    const { code, stderr } = await runCli(argv);
    assert.equal(code, 5, stderr);
    assert.match(
      stderr,
      /another run writes to .*net: process \d+ .*choose another --model-prefix/,
    );
    assert.deepEqual(folderContents(folder), before);
  }
  const left = { pid: 2 ** 22, started: '', since: '2020-01-01T00:00:00.000Z' };
  writeFileSync(`${prefix}.lock`, JSON.stringify({ ...left, host: 'elsewhere' }));
  const refused = await runCli(argv);
  assert.equal(refused.code, 5);
  assert.match(
    refused.stderr,
    /of the machine elsewhere\. If it does not run any more, remove .*lock/,
  );
  writeFileSync(`${prefix}.lock`, JSON.stringify({ ...left, host: hostname() }));
  const { code, stderr } = await runCli(argv);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /WARNING:root:.*net\.lock was left by process .* it is taken over/);
  assert.ok(!('net.lock' in folderContents(folder)));
});

/** Every value in a checkpoint is a finite number. */
async function assertFinite(prefix: string, epoch: number): Promise<void> {
  using checkpoint = await loadCheckpoint(prefix, epoch);
  const arrays = [...checkpoint.argParams.values(), ...checkpoint.auxParams.values()];
  assert.ok(!(await nonFinite(arrays)).includes(true));
}

/** Weights on the pixels and nothing else: what overflows is not hidden by any rectifier. */
async function linear(folder: string): Promise<string[]> {
  const prefix = join(folder, 'linear');
  using data = Net.variable('data');
  using flat = Net.compose('Flatten', { data }, {}, 'flat');
  using fc = Net.compose('FullyConnected', { data: flat }, { num_hidden: 2 }, 'fc');
  using symbol = Net.compose('SoftmaxOutput', { data: fc }, {}, 'softmax');
  const argParams = new Map([
    ['fc_weight', fromTypedArray(new Float32Array(2 * 2352), [2, 2352])],
    ['fc_bias', fromTypedArray(new Float32Array(2), [2])],
  ]);
  await saveCheckpoint(prefix, 1, { symbol, argParams, auxParams: new Map() });
  for (const array of argParams.values()) array.dispose();
  return ['--pretrained-model', prefix];
}

function eventsOf(prefix: string): (FineTuneEvent & { type: 'divergence' })[] {
  const lines = readFileSync(`${prefix}.jsonl`, 'utf8').trim().split('\n');
  const events = lines.map((line) => JSON.parse(line) as FineTuneEvent);
  return events.filter((event) => event.type === 'divergence');
}

test('a loss that is not finite ends the run with 6, the batch and its images; no such values are saved', async (t) => {
  const { folder, prefix, argv } = prepare(t);
  argv.push(...(await linear(folder)));
  assert.equal((await runCli(argv)).code, 0);
  const before = readFileSync(`${prefix}-0001.params`);
  const more = [...argv, '--begin-epoch', '1', '--num-epochs', '3', '--lr', '1e38'];
  const { code, stderr } = await runCli(more);
  assert.equal(code, 6, stderr);
  const image =
    /the loss of batch 1 of epoch 1 is not finite\. Images: image 10\d\d \(offset \d+\)/;
  assert.match(stderr, image);
  assert.match(stderr, /This run has saved none\. Lower --lr/);
  assert.deepEqual(await listEpochs(prefix), [1]);
  assert.deepEqual(readFileSync(`${prefix}-0001.params`), before);
  const [event, ...others] = eventsOf(prefix);
  assert.deepEqual(others, []);
  assert.deepEqual([event?.epoch, event?.batch, event?.action], [1, 1, 'stop']);
  assert.ok(event !== undefined && event.images.length > 0 && event.images.length <= 8);
});

test('images that are not finite themselves are told', async (t) => {
  const { folder, argv } = prepare(t);
  argv.push(...(await linear(folder)));
  const { code, stderr } = await runCli([...argv, '--rgb-std', '1e-37,1e-37,1e-37']);
  assert.equal(code, 6, stderr);
  assert.match(stderr, /batch 0 of epoch 0 is not finite, and neither are its images: check --rgb/);
});

test('values that are not finite behind a rectifier, which no loss shows, are never saved', async (t) => {
  const { prefix, argv } = prepare(t);
  const { code, stderr } = await runCli([...argv, '--rgb-std', '1e-37,1e-37,1e-37']);
  assert.equal(code, 6, stderr);
  assert.match(
    stderr,
    /after epoch 0 there are values that are not finite, in fc1_weight\. This run has saved none/,
  );
  assert.deepEqual(await listEpochs(prefix), []);
});

test('--on-divergence halve-lr goes back and on with ever smaller rates, on one device and on two', async (t) => {
  for (const cpus of ['1', '2']) {
    const { folder, prefix, argv } = prepare(t);
    argv.push(...(await linear(folder)), '--cpus', cpus);
    const halved = [...argv, '--lr', '3e36', '--num-epochs', '9', '--on-divergence', 'halve-lr'];
    const { code, stderr } = await runCli(halved);
    assert.equal(code, 0, stderr);
    const count = eventsOf(prefix).length;
    assert.ok(count > 0 && count <= 10);
    assert.match(stderr, /back to the values before, with 1\/2 of the rate/);
    assert.deepEqual(await listEpochs(prefix), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    for (const epoch of [1, 9]) await assertFinite(prefix, epoch);
  }
});

test('going back means the values of the beginning of the epoch, and half the rate', async (t) => {
  const folder = temporaryFolder(t);
  const checkpoint = await linear(folder);
  const train = writeRecords(folder, 'train.rec', tinyRecords(16));
  const run = async (name: string, ...more: string[]) => {
    const prefix = join(folder, name);
    const argv = tinyRunArguments(train, ...checkpoint, '--model-prefix', prefix, '--mom', '0.9');
    const { code, stderr } = await runCli([...argv, ...more, '--on-divergence', 'halve-lr']);
    assert.equal(code, 0, stderr);
    return prefix;
  };
  // Of two batches the second one diverges: the epoch ends as it has begun.
  const still = await run('still', '--lr', '0');
  const back = await run('back', '--lr', '1e37', '--num-epochs', '1');
  assert.deepEqual(
    eventsOf(back).map(({ batch }) => batch),
    [1],
  );
  assert.deepEqual(readFileSync(`${back}-0001.params`), readFileSync(`${still}-0001.params`));
});

test('--on-divergence skip leaves out the batch, and gives up when nothing else is left', async (t) => {
  const { prefix, argv } = prepare(t);
  const bad = [...argv, '--rgb-std', '1e-37,1e-37,1e-37', '--on-divergence', 'skip'];
  const { code, stderr } = await runCli([...bad, '--num-epochs', '9']);
  assert.equal(code, 6, stderr);
  assert.equal(stderr.match(/its update is skipped/g)?.length, 10);
  assert.match(stderr, /batch 2 of epoch 2 is not finite.*skipping has not helped/);
  assert.deepEqual(await listEpochs(prefix), [1, 2]);
  for (const epoch of [1, 2]) await assertFinite(prefix, epoch);
  shown(t, 'on-divergence');
});

test('watching changes no byte, whatever is to be done', async (t) => {
  const { prefix, argv } = prepare(t);
  const run = [...argv, '--num-epochs', '2', '--mom', '0.9'];
  const bytes: Buffer[] = [];
  for (const action of ['stop', 'skip', 'halve-lr']) {
    assert.equal((await runCli([...run, '--on-divergence', action])).code, 0);
    bytes.push(readFileSync(`${prefix}-0002.params`));
  }
  assert.deepEqual(bytes[1], bytes[0]);
  assert.deepEqual(bytes[2], bytes[0]);
});

test('a run that diverges gives everything back', async () => {
  for (const onDivergence of ['stop', 'skip', 'halve-lr']) {
    const settings = { pretrainedModel: fixture('models', 'mlp'), batchSize: 100, lr: 1e38 };
    await withLiveCounts(() =>
      assert.rejects(fineTune(smallRun({ ...settings, numEpochs: 9, onDivergence })), {
        code: 'ERR_DIVERGED',
      }),
    );
  }
});

/** Whole jobs of the command line: a scheduler, a server and two workers, each a process. */

import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { PrefixLock } from '../../src/checkpoint/prefix-lock.js';
import { distributedJob } from '../support/distributed.js';
import { folderContents } from '../support/folder-contents.js';
import { plainPng } from '../support/record-bytes.js';
import type { Ended } from '../support/run-node.js';
import { shown } from '../support/shown.js';
import { RunningCli } from '../support/start-cli.js';
import { temporaryFolder } from '../support/temp-dir.js';
import { tinyRecords, tinyRunArguments, writeRecords } from '../support/tiny-run.js';
import { endOf, startJob, type TrainJob } from '../support/train-job.js';

const PREFIXES = ['net', 'net-1'];

/** A folder with 64 images to train and 20 to validate with. */
function prepare(t: TestContext): { folder: string; argv: (...more: string[]) => string[] } {
  const folder = temporaryFolder(t);
  const train = writeRecords(folder, 'train.rec', tinyRecords(64));
  const validation = writeRecords(folder, 'val.rec', tinyRecords(20));
  const common = ['--kv-store', 'dist_sync', '--lr', '0.05', '--mom', '0.9', '--disp-batches', '1'];
  const more = ['--data-val', validation, '--model-prefix', join(folder, 'net'), ...common];
  return { folder, argv: (...own) => tinyRunArguments(train, ...more, ...own) };
}

async function started(t: TestContext, argv: readonly string[], cwd: string): Promise<TrainJob> {
  const job = await startJob(argv, { cwd });
  const processes = [job.scheduler, job.server, ...job.workers];
  t.after(() => {
    for (const { child } of processes) child.kill('SIGKILL');
  });
  return job;
}

/** Runs a job to its end: that of all its processes. */
async function completed(t: TestContext, argv: readonly string[], cwd: string): Promise<Ended[]> {
  const ended = await endOf(await started(t, argv, cwd));
  for (const { code, stderr } of ended) assert.equal(code, 0, stderr);
  return ended;
}

/** Runs a job that ends early: scheduler and server do so in good order. */
async function endedEarly(t: TestContext, argv: readonly string[], cwd: string): Promise<Ended[]> {
  const [scheduler, server, ...workers] = await endOf(await started(t, argv, cwd));
  assert.equal(scheduler?.code, 0, scheduler?.stderr);
  assert.equal(server?.code, 0, server?.stderr);
  return workers;
}

function read(folder: string, name: string): Buffer {
  return readFileSync(join(folder, name));
}

test('each worker has files of its own, and says which it is', async (t) => {
  const { folder, argv } = prepare(t);
  const traces = ['--profile-worker-suffix', 'run.json', '--profile-server-suffix', 'servers.json'];
  const [scheduler, server] = await completed(t, argv(...traces), folder);
  assert.match(scheduler?.stderr ?? '', /^INFO:root:This is the scheduler for 2 workers; .*\n$/);
  assert.match(server?.stderr ?? '', /^INFO:root:This is a server for 2 workers; .*\n$/);
  const names = Object.keys(folderContents(folder));
  const endings = ['-0001.params', '-0001.states', '-0001.run.json', '-symbol.json', '.jsonl'];
  let validated = 0;
  for (const [rank, prefix] of PREFIXES.entries()) {
    for (const ending of endings) assert.ok(names.includes(prefix + ending), prefix + ending);
    const log = read(folder, `${prefix}.log`).toString('utf8');
    assert.match(log, new RegExp(`^INFO:root:This is worker ${rank} of 2$`, 'm'));
    assert.match(log, /^INFO:root:Resizing training data to 4 batches per machine$/m);
    const [, measured] = /^INFO:root:Validation of epoch 0: (\d+) images$/m.exec(log) ?? [];
    validated += Number(measured);
    const [line = ''] = read(folder, `${prefix}.jsonl`).toString('utf8').split('\n');
    const { rank: told, workers, batches, images } = JSON.parse(line);
    assert.deepEqual(
      { told, workers, batches, images },
      { told: rank, workers: 2, batches: 4, images: 32 },
    );
  }
  assert.equal(validated, 20);
  for (const trace of ['rank0_run.json', 'rank1_run.json', 'rank0_servers.json']) {
    const { traceEvents } = JSON.parse(read(folder, trace).toString('utf8'));
    assert.ok(traceEvents.length > 100, trace);
  }
  shown(t, 'profile-server-suffix');
});

test('workers come to the same weights, also when their gradients are compressed', async (t) => {
  const { folder, argv } = prepare(t);
  await completed(t, argv(), folder);
  const [plain, other] = PREFIXES.map((prefix) => read(folder, `${prefix}-0001.params`));
  assert.deepEqual(plain, other);
  const prefix = ['--model-prefix', join(folder, 'small')];
  await completed(t, argv('--gc-type', '2bit', '--gc-threshold', '0.001', ...prefix), folder);
  const [small, alike] = ['small', 'small-1'].map((name) => read(folder, `${name}-0001.params`));
  assert.deepEqual(small, alike);
  assert.notDeepEqual(small, plain);
  shown(t, 'gc-type', 'gc-threshold');
});

test('a run that goes on with an epoch comes to the bytes of one that was not interrupted', async (t) => {
  const { folder, argv } = prepare(t);
  const whole = ['--num-epochs', '2', '--random-mirror', '1'];
  await completed(t, argv(...whole, '--model-prefix', join(folder, 'whole')), folder);
  await completed(t, argv(...whole, '--num-epochs', '1'), folder);
  const own = ['--pretrained-model', join(folder, 'net'), '--begin-epoch', '1'];
  await completed(t, argv(...whole, ...own), folder);
  for (const [rank, prefix] of PREFIXES.entries()) {
    const expected = rank === 0 ? 'whole' : `whole-${rank}`;
    for (const ending of ['-0002.params', '-0002.states']) {
      assert.deepEqual(read(folder, prefix + ending), read(folder, expected + ending), prefix);
    }
  }
});

test('workers that would go on with different states all refuse to, and name both', async (t) => {
  const { folder, argv } = prepare(t);
  await completed(t, argv(), folder);
  const state = join(folder, 'net-1-0001.run.json');
  rmSync(state);
  const own = [
    '--pretrained-model',
    join(folder, 'net'),
    '--begin-epoch',
    '1',
    '--num-epochs',
    '2',
  ];
  const ended = await endedEarly(t, argv(...own), folder);
  for (const { code, stderr } of ended) {
    assert.equal(code, 4, stderr);
    assert.match(
      stderr,
      /the first one goes on with, which is the state of checkpoint 1; here it is /,
    );
  }
});

/** A bright part and a dark one, of the same size: what is too much for the first is not yet for the second. */
function unequalParts(folder: string): string {
  const image = (i: number) => plainPng(28, ...(i < 24 ? [255, 255, 255] : [1, 1, 1]));
  const records = Array.from({ length: 48 }, (_, i) => ({ image: image(i), label: i % 3, id: i }));
  return writeRecords(folder, 'unequal.rec', records);
}

test('a loss that is not finite ends all workers, and the job, whoever sees it first', async (t) => {
  const { folder, argv } = prepare(t);
  const unequal = ['--data-train', unequalParts(folder), '--freeze', 'backbone'];
  const raw = ['--rgb-mean', '0,0,0', '--rgb-std', '1,1,1', '--mom', '0'];
  for (const [when, more, batches] of [
    ['the same batch', ['--lr', '1e38'], [1, 1]],
    ['the next batch', ['--lr', '1e34'], [1, 2]],
    ['the end of the epoch', ['--lr', '1e34', '--batch-size', '12'], [1, undefined]],
  ] as const) {
    const ended = await endedEarly(t, argv(...unequal, ...raw, ...more), folder);
    const seen = ended.map(({ code, stderr }) => {
      assert.equal(code, 6, stderr);
      const [, batch] = /^mxnet-finetune: the loss of batch (\d) of epoch 0 is/m.exec(stderr) ?? [];
      if (batch === undefined) assert.match(stderr, /^mxnet-finetune: after epoch 0 there are/m);
      return batch && Number(batch);
    });
    assert.deepEqual(seen.sort(), batches, when);
  }
});

test('a part with too few images for a batch is refused by all workers alike', async (t) => {
  const { folder, argv } = prepare(t);
  const ended = await endedEarly(t, argv('--batch-size', '40'), folder);
  for (const { code, stderr } of ended) {
    assert.equal(code, 3, stderr);
    assert.match(stderr, /has only \d+ images for worker 0 of 2, which needs at least 40/);
  }
});

test('a worker that cannot begin tells the others, and the job ends', async (t) => {
  const { folder, argv } = prepare(t);
  using lock = await PrefixLock.acquire(join(folder, 'net-1'));
  assert.equal(lock.tookOver, undefined);
  const ended = await endedEarly(t, argv(), folder);
  const messages = ended.map(({ stderr }) => /^mxnet-finetune: (.*)$/m.exec(stderr)?.[1]).sort();
  assert.match(messages[0] ?? '', /^another run writes to .*net-1: process/);
  assert.match(messages[1] ?? '', /^another worker cannot begin; its own messages tell why/);
  for (const { code } of ended) assert.equal(code, 5);
  const names = Object.keys(folderContents(folder));
  assert.ok(!names.some((name) => /params|log|jsonl/.test(name)), names.join());
});

test('Ctrl-C ends each process of a job that waits for a worker who does not come', async (t) => {
  const { folder, argv } = prepare(t);
  const environment = await distributedJob(2);
  const start = (role: string) => new RunningCli(argv(), { cwd: folder, env: environment(role) });
  const [scheduler, server, worker] = [start('scheduler'), start('server'), start('worker')];
  await Promise.all([
    scheduler.hasSaid(/This is the scheduler/),
    server.hasSaid(/This is a server/),
    worker.hasSaid(/Waiting until 2 workers and 1 server/),
  ]);
  for (const { child } of [scheduler, server, worker]) child.kill('SIGINT');
  const { code, stderr } = await worker.ended;
  assert.equal(code, 130, stderr);
  assert.match(stderr, /mxnet-finetune: the run was interrupted/);
  for (const { ended } of [scheduler, server]) assert.equal((await ended).signal, 'SIGINT');
});

test('Ctrl-C ends a worker that trains although the others wait for it; these end with the second', async (t) => {
  const { folder, argv } = prepare(t);
  const { workers } = await started(t, argv('--num-epochs', '100000'), folder);
  const [first, second] = workers as [RunningCli, RunningCli];
  await Promise.all(workers.map((worker) => worker.hasSaid(/Epoch\[1\] Batch/)));
  first.child.kill('SIGINT');
  const { code, stderr } = await first.ended;
  assert.equal(code, 130, stderr);
  second.child.kill('SIGINT');
  second.child.kill('SIGTERM');
  assert.ok([130, 143].includes((await second.ended).code ?? 0));
});

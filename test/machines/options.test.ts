import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { fineTune } from '../../src/finetune/fine-tune.js';
import { smallRun } from '../support/fine-tune.js';
import { runCli } from '../support/run-cli.js';
import { runProcess } from '../support/start-cli.js';
import { temporaryFolder } from '../support/temp-dir.js';
import { tinyRecords, tinyRunArguments, writeRecords } from '../support/tiny-run.js';

// Neither the checkpoint nor the data exists: nobody has looked.
const MISSING = [
  '--pretrained-model',
  'nothing',
  '--data-train',
  'nothing.rec',
  '--num-classes',
  '3',
];

/** A variable for this process until the test ends: libmxnet reads no others. */
function withVariable(t: TestContext, name: string, value: string): void {
  process.env[name] = value;
  t.after(() => delete process.env[name]);
}

async function refuses(argv: readonly string[], message: RegExp): Promise<void> {
  const { code, stderr } = await runCli([...MISSING, ...argv]);
  assert.match(stderr.split('\n').at(-2) ?? '', message);
  assert.equal(code, 2, stderr);
}

test('a distributed store outside of a job is refused before anything is read', async () => {
  for (const type of ['dist_sync', 'dist_device_sync', 'dist_sync_device', 'DIST_SYNC']) {
    await refuses(['--kv-store', type], /needs the environment variable DMLC_ROLE.*launch\.py/);
  }
});

test('stores that do not keep machines in step are refused with the reason', async () => {
  for (const type of ['dist_async', 'dist_async_device', 'dist_device_async']) {
    await refuses(['--kv-store', type], new RegExp(`${type} is refused: .*Use dist_sync`));
  }
  await refuses(['--kv-store', 'dist'], /does not divide them\. Use dist_sync/);
  await refuses(['--kv-store', 'dist_foo'], /one of local.*dist_sync.*received dist_foo/);
});

test('what one machine would do alone is refused by name', async () => {
  for (const [option, argv] of [
    ['--data', ['--data', 'photos']],
    ['--resume', ['--resume', 'auto']],
    ['--save-batches', ['--save-batches', '5']],
    ['--early-stopping-patience', ['--early-stopping-patience', '2']],
    ['--max-time', ['--max-time', '2h']],
    ['--on-divergence skip', ['--on-divergence', 'skip']],
    ['--on-divergence halve-lr', ['--on-divergence', 'halve-lr']],
    ['--optimizer SGLD', ['--optimizer', 'SGLD']],
    ['--profile-server-suffix a/b.json', ['--profile-server-suffix', 'a/b.json']],
  ] as const) {
    const reason = new RegExp(`${option} with --kv-store dist_sync is refused: [^.]+\\. [A-Z]`);
    await refuses(['--kv-store', 'dist_sync', ...argv], reason);
  }
});

test('a server refuses what the workers refuse, so that nobody waits for them', async (t) => {
  withVariable(t, 'DMLC_ROLE', 'server');
  await refuses(['--kv-store', 'dist_sync', '--lr-step-epochs', '2,1'], /--lr-step-epochs/);
  await refuses(['--kv-store', 'dist_sync', '--resume', 'auto'], /--resume/);
  await refuses(['--kv-store', 'dist_sync'], /needs the environment variable DMLC_PS_ROOT_URI/);
});

test('a server of a run on one machine has nothing to do, and says so', async (t) => {
  withVariable(t, 'DMLC_ROLE', 'scheduler');
  await refuses([], /DMLC_ROLE is scheduler, but --kv-store device needs none/);
});

test('a program that is a server is told what to call', async (t) => {
  for (const [name, value] of [
    ['DMLC_ROLE', 'server'],
    ['DMLC_PS_ROOT_URI', '127.0.0.1'],
    ['DMLC_PS_ROOT_PORT', '9091'],
    ['DMLC_NUM_WORKER', '2'],
    ['DMLC_NUM_SERVER', '1'],
  ] as const) {
    withVariable(t, name, value);
  }
  await assert.rejects(fineTune(smallRun({ kvStore: 'dist_sync' })), {
    code: 'ERR_OPTION',
    message: /DMLC_ROLE is server: .* Call serveKVStore\(\) here/,
  });
});

test('a worker that trains alone is told so, and that there are no servers', async (t) => {
  const train = writeRecords(temporaryFolder(t), 'train.rec', tinyRecords(16));
  const argv = tinyRunArguments(train, '--profile-server-suffix', 'servers.json');
  const { code, stderr } = await runProcess(argv, { env: { DMLC_ROLE: 'worker' } });
  assert.equal(code, 0, stderr);
  assert.match(stderr, /^WARNING:root:DMLC_ROLE is worker, but --kv-store device trains/m);
  assert.match(
    stderr,
    /^WARNING:root:--profile-server-suffix has no effect: there are no servers/m,
  );
});

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fixture } from '../support/paths.js';
import { runCli } from '../support/run-cli.js';
import { temporaryFolder } from '../support/temp-dir.js';
import { Cache } from './fetching.js';
import { MODEL, PATHS, ZooServer } from './zoo-server.js';

/** A short run from a model. */
function trainArguments(model: string, ...more: string[]): string[] {
  return [
    ...['train', '--pretrained-model', model, '--num-classes', '3', '--image-shape', '3,28,28'],
    ...['--data-train', fixture('data', 'fm3_val.rec'), '--batch-size', '50'],
    ...['--data-nthreads', '1', ...more],
  ];
}

test('path prints the prefix alone on stdout, and what is done on stderr', async (t) => {
  const server = await ZooServer.start(t);
  const cache = new Cache(t);
  const env = { ...process.env, ...cache.environment };
  const prefix = join(cache.models, MODEL, MODEL);
  const argv = ['modelzoo', 'path', MODEL];
  const first = await runCli([...argv, '--modelzoo-url', server.url], { env });
  assert.equal(first.code, 0, first.stderr);
  assert.equal(first.stdout, `${prefix}\n`);
  assert.deepEqual(first.stderr.split('\n').slice(0, 2), [
    `fetching ${server.url}/${PATHS.symbol}`,
    `fetching ${server.url}/${PATHS.params}`,
  ]);
  const again = await runCli([...argv, '--offline', '--json'], { env });
  assert.deepEqual(JSON.parse(again.stdout), { name: MODEL, prefix, epoch: 0, alreadyThere: true });
  assert.equal(again.stderr, `${MODEL} is in the cache already\n`);
});

test('list, add and remove work on the cache', async (t) => {
  const cache = new Cache(t);
  const env = { ...process.env, ...cache.environment };
  const add = await runCli(['modelzoo', 'add', 'mine', fixture('models', 'mlp'), '1'], { env });
  assert.equal(add.stdout, `${join(cache.models, 'mine', 'mine')}\n`, add.stderr);
  const list = await runCli(['modelzoo', 'list'], { env });
  assert.match(list.stdout, /^model +state +size +checksum +from\n/);
  assert.match(list.stdout, /\nimagenet1k-resnet-50 +- +- +- +-\n/);
  assert.match(list.stdout, /\nmine +in the cache +\d+\.\d MB +- +\S+mlp \(epoch 1\)\n$/);
  const json = await runCli(['modelzoo', 'list', '--json'], { env });
  assert.equal((JSON.parse(json.stdout) as unknown[]).length, 13);
  const remove = await runCli(['modelzoo', 'remove', 'mine'], { env });
  assert.deepEqual(
    { code: remove.code, stdout: remove.stdout, stderr: remove.stderr },
    { code: 0, stdout: '', stderr: `${join(cache.models, 'mine')} is removed\n` },
  );
});

test('each failure has its exit code and one line', async (t) => {
  const server = await ZooServer.start(t);
  server.files.delete(PATHS.params);
  const cache = new Cache(t);
  const env = { ...process.env, ...cache.environment };
  const path = (...more: string[]) => ['modelzoo', 'path', MODEL, ...more];
  const file = join(temporaryFolder(t), 'file');
  writeFileSync(file, '');
  for (const [argv, code, changes] of [
    [['modelzoo'], 2],
    [['modelzoo', 'path'], 2],
    [['modelzoo', 'fetch', MODEL], 2],
    [['modelzoo', 'add', 'mine', fixture('models', 'mlp'), 'last'], 2],
    [path('--modelzoo-url', 'gopher://x'), 2],
    [path('--modelzoo-url', server.url, '--timeout', '0'), 2],
    [['modelzoo', 'path', 'unknown'], 4],
    [path(), 4],
    [path('--offline', '--modelzoo-url', server.url), 4],
    [path('--modelzoo-url', server.url), 4],
    [['modelzoo', 'remove', 'mine'], 4],
    [path('--modelzoo-url', server.url), 5, { MXNET_FINETUNE_CACHE: join(file, 'x') }],
  ] as const) {
    const result = await runCli(argv, { env: { ...env, ...changes } });
    assert.equal(result.code, code, `${argv.join(' ')}: ${result.stderr}`);
    assert.match(result.stderr, /^(fetching .*\n)*mxnet-finetune: [^\n]+\n$/, argv.join(' '));
    assert.equal(result.stdout, '');
  }
});

test('a signal ends a download, which the next one goes on with', async (t) => {
  const server = await ZooServer.start(t);
  server.fail(PATHS.params, { kind: 'stall', after: 300_000 });
  const cache = new Cache(t);
  const env = { ...process.env, ...cache.environment };
  const controller = new AbortController();
  server.onRequest((path) => {
    if (path === PATHS.params) controller.abort({ signal: 'SIGTERM' });
  });
  const argv = ['modelzoo', 'path', MODEL, '--modelzoo-url', server.url];
  const { code, stderr } = await runCli(argv, { env, signal: controller.signal });
  assert.equal(code, 143);
  assert.match(stderr, /mxnet-finetune: the download was stopped/);
  assert.equal(existsSync(join(cache.models, MODEL)), false);
});

test('train fetches a model by its name, and says which values --load-epoch does not choose', async (t) => {
  const server = await ZooServer.start(t);
  const cache = new Cache(t);
  const env = { ...process.env, ...cache.environment, MXNET_FINETUNE_MODELZOO: server.url };
  const prefix = join(temporaryFolder(t), 'tuned');
  const options = ['--load-epoch', '2', '--num-epochs', '3', '--model-prefix', prefix];
  const { code, stderr } = await runCli(trainArguments(MODEL, ...options), { env });
  assert.equal(code, 0, stderr);
  cache.assertWhole();
  const model = join(cache.models, MODEL, MODEL);
  assert(stderr.includes(`INFO:root:${MODEL} is the model ${model}-symbol.json\n`), stderr);
  assert.match(stderr, /WARNING:root:--load-epoch 2 chooses no values/);
  assert.match(stderr, /Epoch\[2\] Train-accuracy/);
  assert(existsSync(`${prefix}-0003.params`));
  const recipe = JSON.parse(readFileSync(`${prefix}-finetune.json`, 'utf8')) as {
    pretrained: unknown;
  };
  assert.deepEqual(recipe.pretrained, { prefix: model, epoch: 0 });
});

test('train refuses wrong options before it fetches anything', async (t) => {
  const server = await ZooServer.start(t);
  const env = { ...process.env, ...new Cache(t).environment };
  const options = ['--modelzoo-url', server.url, '--optimizer', 'nonsense'];
  const { code } = await runCli(trainArguments(MODEL, ...options), { env });
  assert.equal(code, 2);
  assert.deepEqual(server.requests, []);
});

test('with --compat the model goes before a checkpoint of that name, without it after', async (t) => {
  const cache = new Cache(t);
  const env = { ...process.env, ...cache.environment };
  await runCli(['modelzoo', 'add', MODEL, fixture('models', 'mlp'), '1'], { env });
  const [folder, before] = [temporaryFolder(t), process.cwd()];
  mkdirSync(folder, { recursive: true });
  process.chdir(folder);
  t.after(() => process.chdir(before));
  writeFileSync(`${MODEL}-symbol.json`, '{}');
  const layer = ['--layer-before-fullc', 'relu2', '--num-epochs', '1'];
  const compat = await runCli(trainArguments(MODEL, '--compat', ...layer), { env });
  assert.equal(compat.code, 0, compat.stderr);
  assert.match(compat.stderr, new RegExp(`${MODEL} is the model `));
  const own = await runCli(trainArguments(MODEL, ...layer), { env });
  assert.equal(own.code, 4, own.stderr);
  assert.match(own.stderr, /is the checkpoint .*, which goes before the model/);
});

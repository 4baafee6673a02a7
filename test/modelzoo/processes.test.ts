import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { compiledTest } from '../support/paths.js';
import { Cache } from './fetching.js';
import { MODEL, PATHS, ZooServer } from './zoo-server.js';

function start(cache: Cache, server: ZooServer): ChildProcess {
  const child = fork(compiledTest('modelzoo', 'programs', 'fetch.js'), [], {
    env: { ...process.env, ...cache.environment, MXNET_FINETUNE_MODELZOO: server.url },
    silent: true,
  });
  child.stderr?.pipe(process.stderr);
  return child;
}

test('several processes that fetch a model at once all get the whole one', async (t) => {
  const server = await ZooServer.start(t);
  const cache = new Cache(t);
  const children = Array.from({ length: 3 }, () => start(cache, server));
  const codes = await Promise.all(children.map(async (child) => (await once(child, 'close'))[0]));
  assert.deepEqual(codes, [0, 0, 0]);
  cache.assertWhole();
});

test('what a killed process has fetched is gone on with', async (t) => {
  const server = await ZooServer.start(t);
  server.fail(PATHS.params, { kind: 'stall', after: 300_000 });
  const cache = new Cache(t);
  const child = start(cache, server);
  child.on('message', (received) => {
    if (received === 300_000) child.kill('SIGKILL');
  });
  assert.deepEqual(await once(child, 'close'), [null, 'SIGKILL']);
  await cache.fetch(server);
  assert.equal(server.paramsRequests.at(-1)?.range, 'bytes=300000-');
  cache.assertWhole();
});

test('what a living process is fetching is left alone', async (t) => {
  const server = await ZooServer.start(t);
  server.fail(PATHS.params, { kind: 'stall', after: 300_000 });
  const cache = new Cache(t);
  const child = start(cache, server);
  await new Promise<void>((resolve) => {
    child.on('message', (received) => {
      if (received === 300_000) resolve();
    });
  });
  await cache.fetch(server);
  assert.equal(server.paramsRequests.at(-1)?.range, undefined);
  child.kill('SIGKILL');
  await once(child, 'close');
  assert(cache.names().includes(MODEL));
});

test('folders of another machine are left alone until they are a day old', async (t) => {
  const server = await ZooServer.start(t);
  const cache = new Cache(t);
  assert.notEqual(hostname(), 'another');
  const folder = join(cache.models, `.${MODEL}.00000000.1.0123456789ab.part`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'left'), '');
  await cache.fetch(server);
  assert.deepEqual(cache.names(), [`.${MODEL}.00000000.1.0123456789ab.part`, MODEL]);
});

test('a folder that is a day old is taken over, wherever it comes from', async (t) => {
  const server = await ZooServer.start(t);
  const cache = new Cache(t);
  const folder = join(cache.models, `.${MODEL}.00000000.1.0123456789ab.part`);
  mkdirSync(folder, { recursive: true });
  const yesterday = Date.now() / 1000 - 25 * 3600;
  utimesSync(folder, yesterday, yesterday);
  await cache.fetch(server);
  cache.assertWhole();
});

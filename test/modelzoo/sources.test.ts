import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { shown } from '../support/shown.js';
import { temporaryFolder } from '../support/temp-dir.js';
import { Cache } from './fetching.js';
import { FILES, MODEL, PATHS, rightChecksums, sha256, ZooServer } from './zoo-server.js';

/** A folder that is laid out as the server was. */
function mirror(folder: string): string {
  for (const [path, bytes] of [
    [PATHS.symbol, FILES.symbol],
    [PATHS.params, FILES.params],
    ['SHA256SUMS', rightChecksums()],
  ] as const) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  return pathToFileURL(folder).href;
}

test('models come from a folder of this machine too, with its checksums', async (t) => {
  const folder = temporaryFolder(t);
  const url = mirror(folder);
  const cache = new Cache(t);
  await cache.fetch(url);
  cache.assertWhole();
  writeFileSync(
    join(folder, 'SHA256SUMS'),
    rightChecksums().replace(sha256(FILES.params), sha256('x')),
  );
  await assert.rejects(new Cache(t).fetch(`${url}/`), {
    code: 'ERR_CHECKPOINT_FORMAT',
    message: /resnet-18-0000\.params is not the file that is known/,
  });
});

test('a folder that is not laid out as the server was is said to be so', async (t) => {
  await assert.rejects(new Cache(t).fetch(pathToFileURL(temporaryFolder(t)).href), {
    code: 'ERR_CHECKPOINT_NOT_FOUND',
    message: /there is no .*resnet-18-symbol\.json: .* laid out as the server was/,
  });
});

test('a server without the model is an error with its address, and leaves no model', async (t) => {
  const server = await ZooServer.start(t);
  server.files.clear();
  const cache = new Cache(t);
  await assert.rejects(cache.fetch(server), {
    code: 'ERR_CHECKPOINT_NOT_FOUND',
    message: new RegExp(`there is no ${server.url}/${PATHS.symbol}: the server answers 404`),
  });
  assert.deepEqual(cache.names(), [`.${MODEL}.part`]);
});

test('without an address nothing is fetched: the original server is gone, and the ways out are said', async (t) => {
  await assert.rejects(new Cache(t).fetch(undefined), {
    code: 'ERR_CHECKPOINT_NOT_FOUND',
    message:
      /data\.mxnet\.io.* is gone.*--modelzoo-url.*MXNET_FINETUNE_MODELZOO.*modelzoo add imagenet1k-resnet-18 PREFIX EPOCH/,
  });
});

test('the environment names the address, the option goes before it', async (t) => {
  const [server, other] = [await ZooServer.start(t), await ZooServer.start(t)];
  const cache = new Cache(t);
  const environment = { ...cache.environment, MXNET_FINETUNE_MODELZOO: server.url };
  await cache.fetch(undefined, { environment });
  assert.equal(server.paramsRequests.length, 1);
  const second = new Cache(t);
  await second.fetch(other, {
    environment: { ...second.environment, MXNET_FINETUNE_MODELZOO: server.url },
  });
  assert.equal(server.paramsRequests.length, 1);
  assert.equal(other.paramsRequests.length, 1);
  shown(t, 'modelzoo-url');
});

test('offline uses what is in the cache and asks nobody', async (t) => {
  const server = await ZooServer.start(t);
  const cache = new Cache(t);
  await assert.rejects(cache.fetch(server, { offline: true }), {
    code: 'ERR_CHECKPOINT_NOT_FOUND',
    message: /is not in .*, and with --offline it cannot be fetched/,
  });
  assert.deepEqual(server.requests, []);
  await cache.fetch(server);
  const requests = server.requests.length;
  await cache.fetch(server, { offline: true });
  assert.equal(server.requests.length, requests);
  shown(t, 'offline');
});

test('an address that cannot be one is refused, with the right spelling of a folder', async (t) => {
  const cache = new Cache(t);
  for (const [url, message] of [
    ['ftp://example.org/models', /must be an address that begins with http:, https: or file:/],
    ['models', /--modelzoo-url must be an address/],
    ['/data/models', /For this folder write file:\/\/\/data\/models/],
    ['http://me:secret@example.org/', /must not hold a user name or a password/],
  ] as const) {
    await assert.rejects(cache.fetch(url), (error: Error & { code?: string }) => {
      assert.equal(error.code, 'ERR_OPTION');
      assert.match(error.message, message);
      assert(!error.message.includes('secret'), error.message);
      return true;
    });
  }
});

test('a cache that cannot be written is an error that names another way', async (t) => {
  const server = await ZooServer.start(t);
  const file = join(temporaryFolder(t), 'file');
  writeFileSync(file, '');
  const environment = { MXNET_FINETUNE_CACHE: join(file, 'cache') };
  await assert.rejects(new Cache(t).fetch(server, { environment }), {
    code: 'ERR_OUTPUT',
    message: /cannot write .*file\/cache\/models: .*MXNET_FINETUNE_CACHE/,
  });
});

import assert from 'node:assert/strict';
import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { shown } from '../support/shown.js';
import { temporaryFolder } from '../support/temp-dir.js';
import { Cache } from './fetching.js';
import { FILES, MODEL, PATHS, rightChecksums, sha256, ZooServer } from './zoo-server.js';

/** What a server may deliver instead of a model, and what is said of it. */
const WRONG: readonly (readonly [
  what: string,
  file: 'symbol' | 'params',
  bytes: string | Buffer,
  said: RegExp,
])[] = [
  ['a web page', 'params', '<!DOCTYPE html><html></html>', /it is a web page/],
  ['a web page', 'symbol', '<html><body>moved</body></html>', /it is a web page/],
  ['nothing', 'params', '', /it is empty/],
  ['text', 'symbol', 'not json', /it is not JSON/],
  ['JSON of another kind', 'symbol', '{"error": "gone"}', /it has no nodes/],
  ['a Git LFS pointer', 'params', 'version https://git-lfs.github.com/spec/v1\n', /Git LFS/],
  ['a file that is cut off', 'params', FILES.params.subarray(0, 500_000), /is cut off/],
  ['another file', 'params', Buffer.alloc(1000, 7), /is not a \.params file/],
];

for (const [what, file, bytes, said] of WRONG) {
  test(`${what} instead of ${file === 'symbol' ? 'a network' : 'values'} is refused, and nothing of it is kept`, async (t) => {
    const server = await ZooServer.start(t);
    server.files.set(PATHS[file], Buffer.from(bytes));
    const cache = new Cache(t);
    await assert.rejects(cache.fetch(server), (error: Error & { code?: string }) => {
      assert.equal(error.code, 'ERR_CHECKPOINT_FORMAT');
      assert.match(error.message, said);
      assert(error.message.includes(`${server.url}/${PATHS[file]}`), error.message);
      return true;
    });
    server.files.set(PATHS[file], FILES[file]);
    await cache.fetch(server);
    cache.assertWhole();
  });
}

test('checksums beside the models are required of what arrives', async (t) => {
  const server = await ZooServer.start(t);
  server.files.set('SHA256SUMS', Buffer.from(rightChecksums()));
  const cache = new Cache(t);
  await cache.fetch(server);
  cache.assertWhole();
  const record = readFileSync(join(cache.models, MODEL, 'model.json'), 'utf8');
  assert.deepEqual(JSON.parse(record), {
    name: MODEL,
    source: `${server.url}/${PATHS.params}`,
    files: {
      [`${MODEL}-symbol.json`]: { bytes: FILES.symbol.length, sha256: sha256(FILES.symbol) },
      [`${MODEL}-0000.params`]: { bytes: FILES.params.length, sha256: sha256(FILES.params) },
    },
    verified: true,
  });
});

test('a file with another checksum is refused with both, and fetched anew the next time', async (t) => {
  const server = await ZooServer.start(t);
  const wrong = sha256('something else');
  const list = rightChecksums().replace(sha256(FILES.params), wrong);
  server.files.set('SHA256SUMS', Buffer.from(list));
  const cache = new Cache(t);
  await assert.rejects(cache.fetch(server), {
    code: 'ERR_CHECKPOINT_FORMAT',
    message: new RegExp(`SHA-256 is ${sha256(FILES.params)}, it should be ${wrong}`),
  });
  server.files.set('SHA256SUMS', Buffer.from(rightChecksums()));
  await cache.fetch(server);
  assert.equal(server.paramsRequests.at(-1)?.range, undefined);
  cache.assertWhole();
});

test('a list of checksums of the user goes before that of the server, and must name the model', async (t) => {
  const server = await ZooServer.start(t);
  server.files.set('SHA256SUMS', Buffer.from(`${sha256('x')}  ${PATHS.symbol}\n`));
  const list = join(temporaryFolder(t), 'sums');
  const cache = new Cache(t);
  writeFileSync(list, `# of 2017\n\n${sha256(FILES.symbol).toUpperCase()}  ${PATHS.symbol}\n`);
  await assert.rejects(cache.fetch(server, { checksums: list }), {
    code: 'ERR_CHECKPOINT_FORMAT',
    message: new RegExp(`no line for ${PATHS.params}`),
  });
  writeFileSync(list, rightChecksums());
  await cache.fetch(server, { checksums: list });
  cache.assertWhole();
  // What is in the cache must have them too.
  await cache.fetch(undefined, { checksums: list });
  writeFileSync(list, rightChecksums().replace(sha256(FILES.params), sha256('y')));
  await assert.rejects(cache.fetch(undefined, { checksums: list }), {
    code: 'ERR_CHECKPOINT_FORMAT',
    message: /in the cache is another one.*modelzoo remove/,
  });
  shown(t, 'modelzoo-checksums');
});

test('what is no list of checksums is refused as one', async (t) => {
  const server = await ZooServer.start(t);
  const folder = temporaryFolder(t);
  const list = join(folder, 'sums');
  writeFileSync(list, 'abc  file\n');
  const cache = new Cache(t);
  await assert.rejects(cache.fetch(server, { checksums: list }), {
    code: 'ERR_CHECKPOINT_FORMAT',
    message: /sums is not a list of checksums: line 1/,
  });
  await assert.rejects(cache.fetch(server, { checksums: join(folder, 'none') }), {
    code: 'ERR_OPTION',
  });
  server.files.set('SHA256SUMS', Buffer.from('<html></html>'));
  await assert.rejects(cache.fetch(server), {
    code: 'ERR_CHECKPOINT_FORMAT',
    message: /\/SHA256SUMS is not a list of checksums/,
  });
});

test('a model in the cache that has lost something is fetched again, not used', async (t) => {
  const server = await ZooServer.start(t);
  const cache = new Cache(t);
  const { prefix } = await cache.fetch(server);
  const file = `${prefix}-0000.params`;
  for (const damage of [
    () => truncateSync(file, 1000),
    () => writeFileSync(join(cache.models, MODEL, 'model.json'), '{'),
  ]) {
    damage();
    await assert.rejects(cache.fetch(server, { offline: true }), {
      code: 'ERR_CHECKPOINT_NOT_FOUND',
      message: /is damaged, and with --offline it cannot be fetched/,
    });
    const { alreadyThere } = await cache.fetch(server);
    assert.equal(alreadyThere, false);
    assert.equal(statSync(file).size, FILES.params.length);
    cache.assertWhole();
    assert(
      cache.lines.some((line) => /^warning: .* is damaged, so .* is fetched again$/.test(line)),
    );
  }
});

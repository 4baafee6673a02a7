import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Cache } from './fetching.js';
import { FILES, MODEL, PATHS, ZooServer } from './zoo-server.js';

const LENGTH = FILES.params.length;

/** Other values of the same kind: the last byte of a value is another one. */
function changed(): Buffer {
  const bytes = Buffer.from(FILES.params);
  bytes[1000] = (bytes[1000] ?? 0) ^ 1;
  return bytes;
}

test('a model is fetched once, with a report of how far it is', async (t) => {
  const server = await ZooServer.start(t);
  const cache = new Cache(t);
  const progress: [source: string, received: number, total: number | undefined][] = [];
  const first = await cache.fetch(server, {
    onProgress: ({ source, received, total }) => progress.push([source, received, total]),
  });
  assert.equal(first.alreadyThere, false);
  cache.assertWhole();
  assert.deepEqual(progress.at(-1), [`${server.url}/${PATHS.params}`, LENGTH, LENGTH]);
  const requests = server.requests.length;
  const again = await cache.fetch(server);
  assert.deepEqual(again, { ...first, alreadyThere: true });
  assert.equal(server.requests.length, requests);
});

test('a connection that breaks is gone on with where it has ended', async (t) => {
  const server = await ZooServer.start(t);
  server.fail(PATHS.params, { kind: 'break', after: 300_000 }, { kind: 'break', after: 200_000 });
  const cache = new Cache(t);
  await cache.fetch(server);
  cache.assertWhole();
  const [first, second, third, ...more] = server.paramsRequests;
  assert.equal(first?.range, undefined);
  assert.equal(second?.range, 'bytes=300000-');
  assert.match(second?.ifRange ?? '', /^"[0-9a-f]{16}"$/);
  assert.equal(third?.range, 'bytes=500000-');
  assert.deepEqual(more, []);
  assert(
    cache.lines.some((line) => /^warning: .*; trying again$/.test(line)),
    cache.lines.join(),
  );
});

test('a file that has changed in the meantime is fetched from its beginning', async (t) => {
  const server = await ZooServer.start(t);
  server.fail(PATHS.params, { kind: 'break', after: 300_000 });
  const cache = new Cache(t);
  server.onRequest((path) => {
    if (path === PATHS.params && server.paramsRequests.length === 2) {
      server.files.set(PATHS.params, changed());
    }
  });
  await cache.fetch(server);
  assert.equal(server.paramsRequests[1]?.range, 'bytes=300000-');
  cache.assertWhole(changed());
});

for (const [what, options] of [
  ['delivers no parts', { ranges: false }],
  ['tells nothing of the version', { validator: 'none' }],
  ['tells the version only weakly', { validator: 'weak' }],
] as const) {
  test(`from a server that ${what}, a broken file is fetched from its beginning`, async (t) => {
    const server = await ZooServer.start(t, options);
    server.fail(PATHS.params, { kind: 'break', after: 300_000 });
    const cache = new Cache(t);
    await cache.fetch(server);
    cache.assertWhole();
    assert.equal(server.paramsRequests.length, 2);
  });
}

test('a date of change is enough to go on', async (t) => {
  const server = await ZooServer.start(t, { validator: 'date' });
  server.fail(PATHS.params, { kind: 'break', after: 300_000 });
  const cache = new Cache(t);
  await cache.fetch(server);
  cache.assertWhole();
  assert.equal(server.paramsRequests[1]?.range, 'bytes=300000-');
});

test('a file that has become shorter than what is there is fetched from its beginning', async (t) => {
  const server = await ZooServer.start(t, { validator: 'date' });
  const longer = Buffer.concat([FILES.params, Buffer.alloc(100_000)]);
  server.files.set(PATHS.params, longer);
  server.fail(PATHS.params, { kind: 'break', after: LENGTH + 50_000 });
  const cache = new Cache(t);
  server.onRequest((path) => {
    if (path === PATHS.params && server.paramsRequests.length === 2) {
      server.files.set(PATHS.params, FILES.params);
    }
  });
  await cache.fetch(server);
  cache.assertWhole();
  assert.equal(server.paramsRequests[1]?.range, `bytes=${LENGTH + 50_000}-`);
  assert.equal(server.paramsRequests[2]?.range, undefined);
});

test('a file that has arrived whole before the connection broke is not fetched again', async (t) => {
  const server = await ZooServer.start(t, { lengths: false });
  server.fail(PATHS.params, { kind: 'break', after: LENGTH });
  const cache = new Cache(t);
  await cache.fetch(server);
  cache.assertWhole();
  assert.equal(server.paramsRequests.length, 2);
  assert.equal(server.paramsRequests[1]?.range, `bytes=${LENGTH}-`);
});

test('a server that goes on at another place than it was asked for is not believed', async (t) => {
  const server = await ZooServer.start(t);
  server.fail(
    PATHS.params,
    { kind: 'break', after: 300_000 },
    {
      kind: 'answer',
      status: 206,
      body: 'x',
      headers: { 'content-range': `bytes 5-5/${LENGTH}` },
    },
  );
  const cache = new Cache(t);
  await cache.fetch(server);
  cache.assertWhole();
});

test('a connection that says nothing for a while is given up, and the next one goes on', async (t) => {
  const server = await ZooServer.start(t);
  server.fail(PATHS.params, { kind: 'stall', after: 300_000 });
  const cache = new Cache(t);
  await cache.fetch(server, { timeoutMs: 200 });
  cache.assertWhole();
  assert.equal(server.paramsRequests[1]?.range, 'bytes=300000-');
  assert(
    cache.lines.some((line) => line.includes('nothing arrived for 0.2 seconds')),
    cache.lines.join(),
  );
});

test('after several attempts in vain the error tells why, and what has arrived is kept', async (t) => {
  const server = await ZooServer.start(t);
  server.fail(
    PATHS.params,
    { kind: 'break', after: 300_000 },
    ...Array.from({ length: 4 }, () => ({ kind: 'stall' as const, after: 0 })),
  );
  const cache = new Cache(t);
  await assert.rejects(cache.fetch(server, { timeoutMs: 100 }), {
    code: 'ERR_DOWNLOAD',
    message: new RegExp(
      `${PATHS.params} cannot be fetched: nothing arrived for 0\\.1 seconds\\. 300000 bytes are there`,
    ),
  });
  assert.deepEqual(cache.names(), [`.${MODEL}.part`]);
  await cache.fetch(server);
  assert.equal(server.paramsRequests.at(-1)?.range, 'bytes=300000-');
  cache.assertWhole();
});

test('a server that is busy is asked again, one that is broken is not asked for ever', async (t) => {
  const server = await ZooServer.start(t);
  server.fail(PATHS.symbol, { kind: 'answer', status: 503 }, { kind: 'answer', status: 429 });
  const cache = new Cache(t);
  await cache.fetch(server);
  cache.assertWhole();

  const failures = Array.from({ length: 9 }, () => ({ kind: 'answer' as const, status: 500 }));
  server.fail(PATHS.symbol, ...failures);
  const before = server.requests.length;
  await assert.rejects(new Cache(t).fetch(server), {
    code: 'ERR_DOWNLOAD',
    message: /the server answers 500 Internal Server Error/,
  });
  assert.equal(server.requests.length - before, 4);
});

test('a server that is not there is an error of the network', async (t) => {
  await assert.rejects(new Cache(t).fetch('http://127.0.0.1:1/models/'), {
    code: 'ERR_DOWNLOAD',
    message:
      /^http:\/\/127\.0\.0\.1:1\/models\/imagenet\S+ cannot be fetched: .+ Check the address/,
  });
});

test('a redirection is followed', async (t) => {
  const target = await ZooServer.start(t);
  const server = await ZooServer.start(t);
  for (const path of [PATHS.symbol, PATHS.params]) {
    const location = `${target.url}/${path}`;
    server.fail(path, { kind: 'answer', status: 302, headers: { location } });
  }
  const cache = new Cache(t);
  await cache.fetch(server);
  cache.assertWhole();
  assert.deepEqual(
    target.requests.map(({ path }) => path),
    [PATHS.symbol, PATHS.params],
  );
});

test('an abort stops the download with its reason, and what has arrived is kept', async (t) => {
  const server = await ZooServer.start(t);
  server.fail(PATHS.params, { kind: 'stall', after: 300_000 });
  const cache = new Cache(t);
  const controller = new AbortController();
  const reason = new Error('enough');
  const fetching = cache.fetch(server, {
    signal: controller.signal,
    onProgress: ({ received }) => {
      if (received === 300_000) controller.abort(reason);
    },
  });
  await assert.rejects(fetching, (error) => error === reason);
  assert.deepEqual(cache.names(), [`.${MODEL}.part`]);
  await cache.fetch(server);
  assert.equal(server.paramsRequests[1]?.range, 'bytes=300000-');
  cache.assertWhole();
});

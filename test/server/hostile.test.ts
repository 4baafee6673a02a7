/** Bodies that nobody means well with. */

import assert from 'node:assert/strict';
import { request } from 'node:http';
import { connect } from 'node:net';
import { test } from 'node:test';
import { pictures } from '../support/classifier-net.js';
import { hostileRequests, numbers } from '../support/hostile-bodies.js';
import { withLiveCounts } from '../support/live-counts.js';
import { served } from '../support/served.js';

const BODIES = 1200;

test(`${BODIES} damaged and hostile bodies are answered, none with 500, and leave nothing behind`, async (t) => {
  const limits = { maxPixels: 2 ** 20 };
  const { app, classifier, warnings } = await served(t, { maxBody: 200_000 }, limits);
  // What is bound when it is first needed.
  await classifier.features(pictures(1));
  await classifier.classify(pictures(1));
  const next = hostileRequests(numbers(20_260_101));
  const statuses = new Map<number, number>();
  await withLiveCounts(async () => {
    for (let i = 0; i < BODIES; i++) {
      const { url, type, body } = next();
      const headers = { 'content-type': type };
      const answer = await app.inject({ method: 'POST', url, headers, payload: body });
      statuses.set(answer.statusCode, (statuses.get(answer.statusCode) ?? 0) + 1);
      assert.ok(answer.json(), answer.body);
    }
  });
  t.diagnostic(JSON.stringify([...statuses]));
  for (const status of statuses.keys()) assert.ok([200, 400, 413, 415, 422].includes(status));
  assert.ok((statuses.get(422) ?? 0) > BODIES / 4);
  assert.deepEqual(warnings, []);
});

test('what is no HTTP, and who goes away in the middle, ends one connection and nothing else', async (t) => {
  const { app, classifier } = await served(t);
  const url = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));
  const { port } = url;
  const random = numbers(7);
  for (let i = 0; i < 50; i++) {
    const bytes = Buffer.from(Array.from({ length: 1 + random(300) }, () => random(256)));
    const start =
      random(2) === 0
        ? 'POST /v1/classify HTTP/1.1\r\nHost: a\r\nContent-Length: 99999\r\n\r\n'
        : '';
    await new Promise<void>((resolve) => {
      const socket = connect({ port: Number(port), host: '127.0.0.1' }, () => {
        socket.write(start);
        socket.end(bytes);
      });
      socket.on('error', () => {});
      socket.on('close', () => resolve());
      socket.resume();
    });
  }
  const [image] = pictures(1) as [Buffer];
  for (let i = 0; i < 20; i++) {
    await new Promise<void>((resolve) => {
      const options = { method: 'POST', headers: { 'content-type': 'image/png' } };
      const asking = request(new URL('/v1/classify', url), options);
      asking.on('error', () => {});
      asking.on('close', () => resolve());
      asking.on('response', (answer) => answer.resume());
      asking.end(image, () => asking.destroy());
    });
  }
  const answer = await fetch(new URL('/v1/classify', url), {
    method: 'POST',
    headers: { 'content-type': 'image/png' },
    body: new Uint8Array(image),
  });
  assert.equal(answer.status, 200);
  assert.deepEqual(
    ((await answer.json()) as { predictions: object }).predictions,
    await classifier.classify(image),
  );
  assert.equal(classifier.stats().calls.failed, 0);
});

test('an answer that fails for no reason of the sender is 500, and its cause is logged', async (t) => {
  const { app, classifier, warnings } = await served(t);
  await classifier.dispose();
  const [image] = pictures(1) as [Buffer];
  const answer = await app.inject({
    method: 'POST',
    url: '/v1/classify',
    headers: { 'content-type': 'image/png' },
    payload: image,
  });
  assert.equal(answer.statusCode, 500);
  assert.equal(answer.json().error.code, 'ERR_INTERNAL');
  assert.equal(warnings.length, 1);
  assert.match(warnings[0] ?? '', /^POST \/v1\/classify: .*was disposed before/);
});

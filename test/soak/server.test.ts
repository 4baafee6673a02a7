/** A server that is asked for a long time, by everybody. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pictures } from '../support/classifier-net.js';
import { hostileRequests, numbers } from '../support/hostile-bodies.js';
import { served } from '../support/served.js';
import { expectedBody, shoot } from '../support/shoot.js';

const SECONDS = 30;
const BODIES = 10_000;
const AT_ONCE = 4;

test(`below the limit no request of ${SECONDS} seconds is dropped or answered wrongly`, async (t) => {
  // Alone in its batch, so that every answer has the same bytes.
  const limits = { maxQueue: 32, maxBatch: 1 };
  const { app, classifier, warnings } = await served(t, { maxConcurrent: 32 }, limits);
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const [image] = pictures(1) as [Buffer];
  const expected = await expectedBody(classifier, image);
  const shots = { connections: 32, seconds: SECONDS, expected };
  const { result, statuses, wrong } = await shoot(url, image, shots);
  t.diagnostic(JSON.stringify({ statuses: [...statuses], latency: result.latency.p99 }));
  assert.deepEqual([wrong, result.errors, result.timeouts], [[], 0, 0]);
  assert.deepEqual([...statuses.keys()], [200]);
  assert.deepEqual(warnings, []);
});

test(`above the limit the requests of ${SECONDS} seconds are answered rightly or refused with 503`, async (t) => {
  const limits = { maxQueue: 8, maxBatch: 1 };
  const { app, classifier, warnings } = await served(t, { maxConcurrent: 8 }, limits);
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const [image] = pictures(1) as [Buffer];
  const expected = await expectedBody(classifier, image);
  const shots = { connections: 64, seconds: SECONDS, expected };
  const { result, statuses, wrong } = await shoot(url, image, shots);
  t.diagnostic(JSON.stringify({ statuses: [...statuses], latency: result.latency.p99 }));
  assert.deepEqual([wrong, result.errors, result.timeouts], [[], 0, 0]);
  assert.deepEqual([...statuses.keys()].sort(), [200, 503]);
  assert.equal(classifier.stats().calls.failed, 0);
  assert.deepEqual(warnings, []);
});

test(`${BODIES} hostile bodies over sockets: none is answered with 500, and good ones in between are answered`, async (t) => {
  const options = { maxBody: 200_000 };
  const { app, classifier, warnings } = await served(t, options, { maxPixels: 2 ** 20 });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const [image] = pictures(1) as [Buffer];
  const [expected] = await classifier.classify(image);
  const next = hostileRequests(numbers(77));
  const statuses = new Map<number, number>();
  const post = async (path: string, type: string, body: Uint8Array) => {
    const headers = { 'content-type': type };
    return await fetch(url + path, { method: 'POST', headers, body: new Uint8Array(body) });
  };
  const worker = async () => {
    for (let i = 0; i < BODIES / AT_ONCE; i++) {
      const { url: path, type, body } = next();
      const answer = await post(path, type, body);
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      assert.ok(await answer.json());
      if (i % 10 > 0) continue;
      const good = await post('/v1/classify', 'image/png', image);
      const { predictions } = (await good.json()) as { predictions: { label: string }[] };
      assert.equal(predictions[0]?.label, expected?.label);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  t.diagnostic(JSON.stringify([...statuses]));
  for (const status of statuses.keys()) assert.ok([200, 400, 413, 415, 422].includes(status));
  assert.ok((statuses.get(422) ?? 0) > BODIES / 4);
  assert.deepEqual(warnings, []);
});

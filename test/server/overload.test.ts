/** More than the server can do. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pictures } from '../support/classifier-net.js';
import { served } from '../support/served.js';
import { expectedBody, shoot } from '../support/shoot.js';

const SECONDS = 2;

test('below the limit every answer is right and none is refused', async (t) => {
  const { app, classifier } = await served(t, { maxConcurrent: 16 }, { maxQueue: 16, maxBatch: 1 });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const [image] = pictures(1) as [Buffer];
  const expected = await expectedBody(classifier, image);
  const { result, statuses, wrong } = await shoot(url, image, {
    connections: 16,
    seconds: SECONDS,
    expected,
  });
  t.diagnostic(`${result.requests.average} requests/s, p99 ${result.latency.p99} ms`);
  assert.deepEqual(wrong, []);
  assert.deepEqual([...statuses.keys()], [200]);
  assert.deepEqual([result.errors, result.timeouts, result.non2xx], [0, 0, 0]);
});

test('above the limit further requests get 503 with Retry-After at once, the others right answers', async (t) => {
  const { app, classifier } = await served(t, { maxConcurrent: 4 }, { maxQueue: 4, maxBatch: 1 });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const [image] = pictures(1) as [Buffer];
  const expected = await expectedBody(classifier, image);
  const { result, statuses, wrong } = await shoot(url, image, {
    connections: 32,
    seconds: SECONDS,
    expected,
  });
  t.diagnostic(JSON.stringify([...statuses]));
  assert.deepEqual(wrong, []);
  assert.deepEqual([...statuses.keys()].sort(), [200, 503]);
  assert.deepEqual([result.errors, result.timeouts], [0, 0]);
  assert.equal(classifier.stats().queue.waiting, 0);
});

test('the refusal says when to come again; a request that takes too long is ended', async (t) => {
  const { app } = await served(t, { maxConcurrent: 1, timeoutMs: 1 });
  const url = `${await app.listen({ host: '127.0.0.1', port: 0 })}/v1/classify`;
  const [large] = pictures(1, 900) as [Buffer];
  const ask = () =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'image/png' },
      body: new Uint8Array(large),
    });
  const answers = await Promise.all([ask(), ask(), ask()]);
  for (const answer of answers) {
    assert.equal(answer.status, 503);
    assert.equal(answer.headers.get('retry-after'), '1');
  }
  const codes = await Promise.all(answers.map((answer) => answer.json()));
  const code = (text: string) =>
    codes.filter((body) => (body as { error: { code: string } }).error.code === text).length;
  assert.ok(code('ERR_INTERRUPTED') >= 1);
  assert.equal(code('ERR_INTERRUPTED') + code('ERR_OVERLOADED'), 3);
});

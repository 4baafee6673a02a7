/** Bodies that nobody means well with. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { test } from 'node:test';
import { pictures } from '../support/classifier-net.js';
import { withLiveCounts } from '../support/live-counts.js';
import { fixture } from '../support/paths.js';
import { imagesOf } from '../support/record-bytes.js';
import { served } from '../support/served.js';

const BODIES = 1200;
const TYPES = ['image/png', 'image/jpeg', 'application/octet-stream', 'application/json'];
const BOUNDARY = 'multipart/form-data; boundary=cut';

/** Numbers that look random and are the same each time (xorshift). */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** Damages a copy of a file in one of several ways. */
function damaged(file: Buffer, random: (below: number) => number): Buffer {
  const copy = Buffer.from(file);
  const way = random(6);
  if (way === 0) return copy.subarray(0, random(copy.length));
  if (way === 1) return Buffer.concat([copy, Buffer.alloc(random(5000), random(256))]);
  if (way === 2) return Buffer.concat([copy.subarray(random(copy.length)), copy]);
  if (way === 3) copy.fill(random(256), random(copy.length));
  // Sizes of images stand in the first bytes.
  const reach = way === 4 ? Math.min(40, copy.length) : copy.length;
  for (let i = random(20); i >= 0; i--) copy[random(reach)] = random(256);
  return copy;
}

function asForm(file: Buffer, random: (below: number) => number): Buffer {
  const head = '--cut\r\nContent-Disposition: form-data; name="image"; filename="a.png"\r\n\r\n';
  const whole = Buffer.concat([Buffer.from(head), file, Buffer.from('\r\n--cut--\r\n')]);
  return random(2) === 0 ? whole : damaged(whole, random);
}

test(`${BODIES} damaged and hostile bodies are answered, none with 500, and leave nothing behind`, async (t) => {
  const limits = { maxPixels: 2 ** 20 };
  const { app, classifier, warnings } = await served(t, { maxBody: 200_000 }, limits);
  // What is bound when it is first needed.
  await classifier.features(pictures(1));
  await classifier.classify(pictures(1));
  const random = numbers(20_260_101);
  const good = [
    ...pictures(4),
    ...imagesOf(readFileSync(fixture('data', 'fm3_val.rec'))).slice(0, 4),
    Buffer.from('GIF89a'),
    Buffer.from('RIFF\x24\0\0\0WEBPVP8 '),
    Buffer.from('BM'),
    Buffer.from('II*\0'),
    Buffer.from(`{"image":"${pictures(1)[0]?.toString('base64')}"}`),
    Buffer.from(`{"image":${'['.repeat(5000)}`),
  ];
  const statuses = new Map<number, number>();
  await withLiveCounts(async () => {
    for (let i = 0; i < BODIES; i++) {
      const file = damaged(good[random(good.length)] as Buffer, random);
      const isForm = random(4) === 0;
      const type = isForm ? BOUNDARY : (TYPES[random(TYPES.length)] as string);
      const answer = await app.inject({
        method: 'POST',
        url: random(8) === 0 ? '/v1/features' : '/v1/classify',
        headers: { 'content-type': type },
        payload: isForm ? asForm(file, random) : file,
      });
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

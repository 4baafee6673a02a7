import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Classifier } from '../../src/predictor/classifier.js';
import { CLOTHES, pictures } from '../support/classifier-net.js';
import { fixture } from '../support/paths.js';
import { png } from '../support/record-bytes.js';
import { served } from '../support/served.js';

const PHOTO = readFileSync(fixture('photos', 'coffee.png'));
const CLASSIFY = { method: 'POST', url: '/v1/classify' } as const;

/** A form with one file, as browsers and curl send it. */
function form(file: Buffer, name = 'image'): { headers: Record<string, string>; payload: Buffer } {
  const head = `--cut\r\nContent-Disposition: form-data; name="${name}"; filename="../../etc/passwd"\r\nContent-Type: image/png\r\n\r\n`;
  return {
    headers: { 'content-type': 'multipart/form-data; boundary=cut' },
    payload: Buffer.concat([Buffer.from(head), file, Buffer.from('\r\n--cut--\r\n')]),
  };
}

test('an image is answered alike as a body, in a form and in JSON, and as the library answers', async (t) => {
  const { app, classifier } = await served(t);
  const predictions = await classifier.classify(PHOTO, { topK: 3 });
  const url = '/v1/classify?topK=3';
  const base64 = PHOTO.toString('base64');
  for (const request of [
    { payload: PHOTO, headers: { 'content-type': 'image/png' } },
    { payload: PHOTO, headers: { 'content-type': 'application/octet-stream' } },
    { payload: PHOTO, headers: { 'content-type': 'image/x-whatever' } },
    form(PHOTO),
    { payload: { image: base64 } },
    { payload: { image: `data:image/png;base64,${base64}` } },
  ]) {
    const answer = await app.inject({ ...CLASSIFY, url, ...request });
    assert.equal(answer.statusCode, 200, answer.body);
    assert.deepEqual(answer.json(), { model: 'clothes', predictions });
  }
  const byDefault = await app.inject({ ...CLASSIFY, ...form(PHOTO) });
  assert.equal(byDefault.json().predictions.length, 5);
});

test('features, models and the state of the server can be asked for', async (t) => {
  const { app, classifier, drain } = await served(t);
  const { layer, shape, values } = await classifier.features(PHOTO);
  const features = await app.inject({ ...CLASSIFY, url: '/v1/features', ...form(PHOTO) });
  assert.deepEqual(features.json(), {
    model: 'clothes',
    layer,
    shape,
    values: Array.from(values),
  });
  const models = await app.inject('/v1/models');
  assert.deepEqual(models.json(), {
    models: [
      { name: 'clothes', epoch: 1, classes: 10, classNames: CLOTHES, imageShape: [3, 28, 28] },
    ],
  });
  const states = async () => {
    const answers = [await app.inject('/healthz'), await app.inject('/readyz')];
    return answers.map((answer) => [answer.statusCode, answer.json().status]);
  };
  assert.deepEqual(await states(), [
    [200, 'ok'],
    [200, 'ready'],
  ]);
  drain();
  assert.deepEqual(await states(), [
    [200, 'ok'],
    [503, 'draining'],
  ]);
});

test('several models answer by their names, the first one when none is named', async (t) => {
  const { app, prefix, classifier } = await served(t);
  await using other = await Classifier.load(prefix, { classNames: [...CLOTHES].reverse() });
  const both = new Map([
    ['clothes', classifier],
    ['reversed', other],
  ]);
  const { app: server } = await served(t, { models: both });
  const labelOf = async (query: string) => {
    const answer = await server.inject({
      ...CLASSIFY,
      url: `/v1/classify${query}`,
      ...form(PHOTO),
    });
    return [answer.json().model, answer.json().predictions[0].index] as const;
  };
  const [name, index] = await labelOf('');
  assert.equal(name, 'clothes');
  assert.deepEqual(await labelOf('?model=clothes'), [name, index]);
  assert.deepEqual(await labelOf('?model=reversed'), ['reversed', index]);
  const unknown = await app.inject({ ...CLASSIFY, url: '/v1/classify?model=x', ...form(PHOTO) });
  assert.equal(unknown.statusCode, 400);
  assert.match(unknown.json().error.message, /There are clothes$/);
});

test('what is no image, or too much of one, is refused with its reason', async (t) => {
  const { app, warnings } = await served(t, { maxBody: 100_000 }, { maxPixels: 2500 });
  const [image] = pictures(1) as [Buffer];
  const json = { 'content-type': 'application/json' };
  const bytes = { 'content-type': 'image/png' };
  const huge = Buffer.from(png(1, 1, () => [0, 0, 0]));
  huge.writeUInt32BE(60_000, 16);
  huge.writeUInt32BE(60_000, 20);
  for (const [request, status, code] of [
    [{ payload: 'text', headers: { 'content-type': 'text/plain' } }, 415, /INVALID_MEDIA_TYPE/],
    [
      { payload: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      415,
      /./,
    ],
    [{}, 422, /^ERR_DATA$/],
    [{ payload: Buffer.alloc(0), headers: bytes }, 422, /^ERR_DATA$/],
    [{ payload: 'no image', headers: bytes }, 422, /^ERR_DATA$/],
    [{ payload: image.subarray(0, 100), headers: bytes }, 422, /^ERR_DATA$/],
    [{ payload: huge, headers: bytes }, 422, /^ERR_DATA$/],
    [{ payload: png(51, 50, () => [0, 0, 0]), headers: bytes }, 422, /^ERR_DATA$/],
    [{ payload: Buffer.alloc(100_001), headers: bytes }, 413, /TOO_LARGE/],
    [form(Buffer.alloc(100_001)), 413, /TOO_LARGE/],
    [{ payload: '{', headers: json }, 400, /./],
    [{ payload: '{"image":3}', headers: json }, 400, /^ERR_OPTION$/],
    [{ payload: '[]', headers: json }, 400, /^ERR_OPTION$/],
    [{ payload: '{"image":"/etc/passwd!"}', headers: json }, 422, /^ERR_DATA$/],
    [{ payload: '{"__proto__":{"image":"x"}}', headers: json }, 400, /./],
    [{ payload: '--cut--\r\n', headers: form(PHOTO).headers }, 422, /^ERR_DATA$/],
    [{ payload: 'x', headers: { 'content-type': 'multipart/form-data' } }, 422, /^ERR_DATA$/],
  ] as const) {
    const answer = await app.inject({ ...CLASSIFY, ...request });
    assert.equal(answer.statusCode, status, answer.body);
    assert.match(answer.json().error.code, code);
  }
  for (const [query, reason] of [
    ['topK=0', /topK must be >= 1/],
    ['topK=x', /topK must be integer/],
    ['topK=1.5', /topK must be integer/],
    ['topK=100001', /topK must be <= 100000/],
    ['topK=1&topK=2', /topK must be integer/],
    ['topk=3', /there is no parameter topk$/],
  ] as const) {
    const answer = await app.inject({ ...CLASSIFY, url: `/v1/classify?${query}`, ...form(PHOTO) });
    assert.equal(answer.statusCode, 400, query);
    assert.match(answer.json().error.message, reason);
  }
  const unreadable = await app.inject('/%');
  assert.deepEqual([unreadable.statusCode, unreadable.json().error.code], [400, 'FST_ERR_BAD_URL']);
  assert.equal((await app.inject('/v2')).statusCode, 404);
  assert.equal((await app.inject('/v1/classify')).statusCode, 404);
  assert.deepEqual(warnings, []);
});

test('a path or an address in a request is never read', async (t) => {
  const { app } = await served(t);
  const file = fixture('photos', 'coffee.png');
  for (const image of [file, `file://${file}`, 'http://127.0.0.1/']) {
    const payloads = [
      { payload: { image } },
      { payload: image, headers: { 'content-type': 'application/octet-stream' } },
      form(Buffer.from(image)),
    ];
    for (const request of payloads) {
      assert.equal((await app.inject({ ...CLASSIFY, ...request })).statusCode, 422);
    }
  }
});

test('with a token only those who send it are answered; others see the page and the state', async (t) => {
  const { app } = await served(t, { token: 'a secret' });
  for (const authorization of [
    undefined,
    'a secret',
    'Bearer ',
    'Bearer a secre',
    'Basic a secret',
  ]) {
    const headers = { ...form(PHOTO).headers, ...(authorization && { authorization }) };
    const answer = await app.inject({ ...CLASSIFY, ...form(PHOTO), headers });
    assert.equal(answer.statusCode, 401, authorization);
    assert.equal(answer.headers['www-authenticate'], 'Bearer');
  }
  assert.equal((await app.inject('/metrics')).statusCode, 401);
  const headers = { ...form(PHOTO).headers, authorization: 'Bearer a secret' };
  assert.equal((await app.inject({ ...CLASSIFY, ...form(PHOTO), headers })).statusCode, 200);
  for (const url of ['/', '/healthz', '/readyz', '/openapi.json']) {
    assert.equal((await app.inject(url)).statusCode, 200, url);
  }
});

test('other web pages may not ask, unless they are named', async (t) => {
  const origin = 'https://example.org';
  const preflight = {
    method: 'OPTIONS',
    url: '/v1/classify',
    headers: { origin, 'access-control-request-method': 'POST' },
  } as const;
  const { app: closed } = await served(t);
  assert.equal((await closed.inject(preflight)).headers['access-control-allow-origin'], undefined);
  const { app: open } = await served(t, { cors: origin, token: 'a secret' });
  const answer = await open.inject(preflight);
  assert.deepEqual(
    [answer.statusCode, answer.headers['access-control-allow-origin']],
    [204, origin],
  );
});

test('metrics count requests and images, in the form of Prometheus', async (t) => {
  const { app } = await served(t);
  await app.inject({ ...CLASSIFY, ...form(PHOTO) });
  await app.inject({
    ...CLASSIFY,
    payload: Buffer.from('x'),
    headers: { 'content-type': 'image/a' },
  });
  await app.inject(`/${'x'.repeat(1000)}`);
  const { body, headers } = await app.inject('/metrics');
  assert.match(String(headers['content-type']), /^text\/plain; version=0\.0\.4/);
  const value = (line: string) => Number(body.match(new RegExp(`^${line} (\\S+)$`, 'm'))?.[1]);
  const requests = (status: number, route = '/v1/classify', method = 'POST') =>
    value(
      `mxnet_finetune_http_requests_total{method="${method}",route="${route}",status="${status}"}`,
    );
  assert.deepEqual([requests(200), requests(422), requests(404, 'unknown', 'GET')], [1, 1, 1]);
  assert.equal(value('mxnet_finetune_images{model="clothes",what="answered"}'), 1);
  assert.equal(value('mxnet_finetune_images{model="clothes",what="failed"}'), 1);
  assert.equal(value('mxnet_finetune_http_requests_in_work'), 0);
  assert.ok(value('mxnet_finetune_handles{kind="Executor"}') >= 1);
  for (const line of body.trimEnd().split('\n')) {
    assert.match(line, /^(# (HELP|TYPE) \w+ .+|\w+(\{\w+="[^"]*"(,\w+="[^"]*")*\})? \S+|)$/);
  }
});

test('the OpenAPI document describes every route, and the page holds everything it needs', async (t) => {
  const { app } = await served(t);
  const document = (await app.inject('/openapi.json')).json();
  assert.equal(document.openapi, '3.0.3');
  assert.deepEqual(Object.keys(document.paths).sort(), [
    '/healthz',
    '/metrics',
    '/readyz',
    '/v1/classify',
    '/v1/features',
    '/v1/models',
  ]);
  const { requestBody, responses } = document.paths['/v1/classify'].post;
  assert.ok('image/*' in requestBody.content && 'multipart/form-data' in requestBody.content);
  assert.ok('200' in responses && '5XX' in responses);
  const { app: closed } = await served(t, { token: 'a secret' });
  const { paths } = (await closed.inject('/openapi.json')).json();
  const security = (path: string) =>
    Object.values(paths[path] as Record<string, { security?: object }>)[0]?.security;
  for (const path of ['/v1/classify', '/v1/features', '/v1/models', '/metrics']) {
    assert.deepEqual(security(path), [{ bearer: [] }], path);
  }
  for (const path of ['/healthz', '/readyz']) assert.equal(security(path), undefined, path);
  const page = await app.inject('/');
  assert.match(String(page.headers['content-security-policy']), /default-src 'none'/);
  assert.doesNotMatch(page.body, /(src|href)="(https?:)?\/\//);
});

/** The server as a process of its own. */

import assert from 'node:assert/strict';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { CLOTHES, clothesNet } from '../support/classifier-net.js';
import { fixture } from '../support/paths.js';
import { runCli } from '../support/run-cli.js';
import { RunningCli, type StartOptions } from '../support/start-cli.js';
import { temporaryFolder } from '../support/temp-dir.js';

const PHOTO = new Uint8Array(readFileSync(fixture('photos', 'coffee.png')));

interface Answer {
  model: string;
  predictions: { label: string; index: number; probability: number }[];
}

/** Starts a server on a free port and gives its address. */
async function start(
  t: TestContext,
  argv: readonly string[],
  options: StartOptions = {},
): Promise<{ command: RunningCli; url: string }> {
  const command = new RunningCli(['serve', ...argv, '--port', '0'], options);
  t.after(() => command.child.kill('SIGKILL'));
  const [, url] = await command.hasWritten(/^listening on (http:\/\/127\.0\.0\.1:\d+)\n$/);
  return { command, url: url as string };
}

async function ask(url: string, headers: Record<string, string> = {}): Promise<Response> {
  return await fetch(`${url}/v1/classify`, {
    method: 'POST',
    headers: { 'content-type': 'image/png', ...headers },
    body: PHOTO,
  });
}

test('it prints its address, answers as predict does, and ends in good order at SIGTERM', async (t) => {
  const prefix = await clothesNet(temporaryFolder(t));
  const { command, url } = await start(t, [prefix]);
  const answer = (await (await ask(url)).json()) as Answer;
  const { stdout } = await runCli(['predict', prefix, fixture('photos', 'coffee.png'), '--json']);
  assert.equal(answer.model, 'clothes');
  assert.deepEqual(answer.predictions, JSON.parse(stdout).predictions);
  const metrics = await (await fetch(`${url}/metrics`)).text();
  assert.match(metrics, /^process_resident_memory_bytes \d+/m);
  command.child.kill('SIGTERM');
  const { code, signal, stdout: printed } = await command.ended;
  assert.deepEqual([code, signal, printed], [0, null, `listening on ${url}\n`]);
});

test('a request that is under way at SIGTERM is answered, a later one is not taken', async (t) => {
  const { command, url } = await start(t, [await clothesNet(temporaryFolder(t))]);
  const options = { method: 'POST', headers: { 'content-type': 'image/png' } };
  const slow = request(`${url}/v1/classify`, options);
  const body = new Promise<string>((resolve, reject) => {
    slow.on('error', reject);
    slow.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve(text));
    });
  });
  slow.write(PHOTO.subarray(0, 1000));
  // Answered behind the beginning of the slow one, which is known to the server then.
  assert.equal((await ask(url)).status, 200);
  command.child.kill('SIGTERM');
  await command.hasSaid(/answering what has been asked/);
  await assert.rejects(ask(url), /fetch failed/);
  slow.end(PHOTO.subarray(1000));
  assert.equal((JSON.parse(await body) as Answer).predictions.length, 5);
  assert.equal((await command.ended).code, 0);
});

test('SIGHUP takes up a new checkpoint without a failed request; a damaged one changes nothing', async (t) => {
  const prefix = await clothesNet(temporaryFolder(t));
  const { command, url } = await start(t, [prefix]);
  let going = true;
  const statuses: number[] = [];
  const asking = (async () => {
    while (going) statuses.push((await ask(url)).status);
  })();
  copyFileSync(`${prefix}-0001.params`, `${prefix}-0002.params`);
  const recipe = JSON.parse(readFileSync(`${prefix}-finetune.json`, 'utf8')) as object;
  const classNames = CLOTHES.map((name) => `new ${name}`);
  writeFileSync(`${prefix}-finetune.json`, JSON.stringify({ ...recipe, classNames }));
  command.child.kill('SIGHUP');
  await command.hasSaid(/loaded anew: clothes at epoch 2\n/);
  const { predictions } = (await (await ask(url)).json()) as Answer;
  assert.match(predictions[0]?.label ?? '', /^new /);
  writeFileSync(`${prefix}-0003.params`, 'damaged');
  command.child.kill('SIGHUP');
  await command.hasSaid(/warning: the model stays as it is: .*clothes-0003\.params/);
  assert.deepEqual(((await (await ask(url)).json()) as Answer).predictions, predictions);
  going = false;
  await asking;
  assert.ok(statuses.length > 0 && statuses.every((status) => status === 200));
  command.child.kill('SIGTERM');
  assert.equal((await command.ended).code, 0);
});

test('after SIGHUP only those models are called loaded that were', async (t) => {
  const folder = temporaryFolder(t);
  const [damaged, good] = [await clothesNet(folder, 'damaged'), await clothesNet(folder, 'good')];
  const { command } = await start(t, [damaged, good]);
  writeFileSync(`${damaged}-0001.params`, 'damaged');
  command.child.kill('SIGHUP');
  await command.hasSaid(/^warning: the model stays as it is: .*damaged-0001\.params .*\n/);
  await command.hasSaid(/^loaded anew: good at epoch 1\n/m);
  command.child.kill('SIGTERM');
  assert.equal((await command.ended).code, 0);
});

test('the token comes from a file or the environment', async (t) => {
  const folder = temporaryFolder(t);
  const prefix = await clothesNet(folder);
  const file = join(folder, 'token');
  writeFileSync(file, 'from a file\n');
  const authorization = (token: string) => ({ authorization: `Bearer ${token}` });
  const { url } = await start(t, [prefix, '--token-file', file]);
  assert.equal((await ask(url)).status, 401);
  assert.equal((await ask(url, authorization('from a file'))).status, 200);
  const env = { MXNET_FINETUNE_TOKEN: 'from outside' };
  const { url: other } = await start(t, [prefix], { env });
  assert.equal((await ask(other, authorization('from a file'))).status, 401);
  assert.equal((await ask(other, authorization('from outside'))).status, 200);
});

test('what cannot be served is told at once', async (t) => {
  const folder = temporaryFolder(t);
  const prefix = await clothesNet(folder);
  const busy = createServer().listen(0, '127.0.0.1');
  t.after(() => busy.close());
  await new Promise((resolve) => busy.once('listening', resolve));
  const { port } = busy.address() as AddressInfo;
  writeFileSync(join(folder, 'empty'), '\n');
  writeFileSync(join(folder, 'lines'), 'first\nsecond\n');
  for (const [argv, code, reason] of [
    [[], 2, /Not enough non-option arguments/],
    [[prefix, '--port', '65536'], 2, /port must be a whole number from 0 to 65535/],
    [[prefix, '--max-batch', '0'], 2, /maxBatch must be/],
    [[prefix, '--max-delay-ms', 'x'], 2, /--max-delay-ms must be a number/],
    [[prefix, '--max-concurrent', '0'], 2, /maxConcurrent must be/],
    [[prefix, '--timeout-ms', '0'], 2, /timeoutMs must be/],
    [[prefix, '--token-file', join(folder, 'none')], 2, /token's file .* does not exist/],
    [[prefix, '--token-file', join(folder, 'empty')], 2, /token's file .* is empty/],
    [[prefix, '--token-file', join(folder, 'lines')], 2, /token must be one line of printable/],
    [[prefix, '--cors', 'https://example.org/'], 2, /cors must be the origin of a web page/],
    [[prefix, '--cors', 'example.org'], 2, /cors must be the origin of a web page/],
    [[prefix, prefix], 2, /two models are called clothes/],
    [[join(folder, 'none')], 4, /there is no checkpoint/],
    [[prefix, '--port', String(port)], 5, /cannot listen on 127\.0\.0\.1:\d+: .*EADDRINUSE/],
  ] as const) {
    const result = await runCli(['serve', ...argv]);
    assert.deepEqual([result.code, result.stdout], [code, ''], result.stderr);
    assert.match(result.stderr, reason);
  }
});

test('whoever opens it to others without a token is warned', async (t) => {
  const prefix = await clothesNet(temporaryFolder(t));
  const signal = AbortSignal.abort({ signal: 'SIGTERM' });
  const { code, stderr } = await runCli(['serve', prefix, '--host', '0.0.0.0', '--port', '0'], {
    signal,
  });
  assert.equal(code, 0);
  assert.match(stderr, /^warning: whoever reaches 0\.0\.0\.0 may ask\. Give a token/);
});

/** What the README shows first, run exactly as it is printed. */

import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { inspect, promisify } from 'node:util';
import type { Prediction } from '../../src/predictor/predictions.js';
import { clothesNet } from '../support/classifier-net.js';
import { blockWith } from '../support/documents.js';
import { fixture, ROOT } from '../support/paths.js';
import { ONE_THREAD } from '../support/python.js';
import { imagesOf } from '../support/record-bytes.js';
import { runCli } from '../support/run-cli.js';
import { temporaryFolder } from '../support/temp-dir.js';

/** A project of a user: the package is installed, `output/flowers` is trained, a photograph lies there. */
async function project(t: TestContext): Promise<{ folder: string; expected: Prediction[] }> {
  const folder = temporaryFolder(t);
  const bin = join(folder, 'node_modules', '.bin');
  mkdirSync(bin, { recursive: true });
  symlinkSync(ROOT, join(folder, 'node_modules', 'mxnet-finetune'));
  symlinkSync(join('..', 'mxnet-finetune', 'lib', 'bundle', 'bin.js'), join(bin, 'mxnet-finetune'));
  mkdirSync(join(folder, 'output'));
  const prefix = await clothesNet(join(folder, 'output'), 'flowers');
  const photo = join(folder, 'photo.jpg');
  writeFileSync(photo, imagesOf(readFileSync(fixture('data', 'fm3_val.rec')))[0] as Buffer);
  const { stdout } = await runCli(['predict', prefix, photo, '--json']);
  return { folder, expected: (JSON.parse(stdout) as { predictions: Prediction[] }).predictions };
}

test('the three-line example classifies a photograph', async (t) => {
  const { folder, expected } = await project(t);
  const program = join(folder, 'example.mjs');
  writeFileSync(program, blockWith('README.md', 'ts', 'import { Classifier }'));
  const options = { cwd: folder, env: ONE_THREAD };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [program], options);
  assert.equal(stderr, '');
  assert.equal(stdout, `${inspect(expected)}\n`);
});

test('the server starts with one command, and answers what the example asks', async (t) => {
  const { folder, expected } = await project(t);
  const [serve, ask] = blockWith('README.md', 'sh', 'serve').trimEnd().split('\n');
  const [, file, type, address] =
    /^curl --data-binary @(\S+) -H 'content-type: (\S+)' '(\S+)'$/.exec(ask as string) ?? [];
  const { port, search, pathname } = new URL(address as string);
  // Somebody else may have that port.
  const elsewhere = (await isFree(Number(port))) ? '' : ' --port 0';
  const server = spawn('sh', ['-c', `${serve}${elsewhere}`], {
    cwd: folder,
    env: ONE_THREAD,
    stdio: ['ignore', 'pipe', 'ignore'],
    // The signal is for all that the line starts.
    detached: true,
  });
  t.after(() => stop(server, 'SIGKILL'));
  const [line = '', url] = await listening(server);
  if (elsewhere === '') assert.equal(line, `listening on http://127.0.0.1:${port}\n`);
  const answer = await fetch(`${url}${pathname}${search}`, {
    method: 'POST',
    headers: { 'content-type': type as string },
    body: new Uint8Array(readFileSync(join(folder, file as string))),
  });
  assert.deepEqual(await answer.json(), { model: 'flowers', predictions: expected.slice(0, 3) });
  const page = await fetch(`${url}/`);
  assert.match(page.headers.get('content-type') ?? '', /^text\/html/);
  const ended = new Promise((resolve) => server.once('close', resolve));
  stop(server, 'SIGTERM');
  await ended;
});

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return await new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** The line that a server prints, and its address. */
async function listening(server: ChildProcess): Promise<RegExpExecArray> {
  let written = '';
  for await (const text of server.stdout?.setEncoding('utf8') ?? []) {
    written += text;
    const match = /^listening on (http:\S+)\n$/.exec(written);
    if (match !== null) return match;
  }
  throw new Error(`the server has ended, and has written: ${written}`);
}

function stop({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended.
  }
}

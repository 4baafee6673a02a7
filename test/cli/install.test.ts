import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { ROOT } from '../support/paths.js';
import { runCli } from '../support/run-cli.js';
import { temporaryFolder } from '../support/temp-dir.js';
import { environmentWithWheel } from '../support/wheels.js';

const environment = environmentWithWheel();

function newCache(t: TestContext): NodeJS.ProcessEnv & { MXNET_FINETUNE_CACHE: string } {
  return { ...environment, MXNET_FINETUNE_CACHE: temporaryFolder(t) };
}

test('the result is the path, alone on stdout; what is done is said on stderr', async (t) => {
  const env = newCache(t);
  const path = join(env.MXNET_FINETUNE_CACHE, 'libmxnet', '1.9.1-cpu', 'libmxnet.so');
  const first = await runCli(['install'], { env });
  assert.equal(first.stdout, `${path}\n`);
  assert.equal(first.code, 0);
  assert.match(
    first.stderr,
    /^fetching mxnet 1\.9\.1 [^\n]*\nunpacking [^\n]*\nlibmxnet 1\.9\.1 \(cpu\) is installed\n$/,
  );
  const again = await runCli(['install', '--json'], { env });
  assert.deepEqual(JSON.parse(again.stdout), {
    path,
    version: '1.9.1',
    flavour: 'cpu',
    alreadyThere: true,
  });
  assert.equal(again.stderr, 'libmxnet 1.9.1 (cpu) is there already\n');

  const env2 = { ...env, MXNET_LIBRARY_PATH: '' };
  const doctor = await runCli(['doctor', '--json'], { env: env2 });
  assert.equal(doctor.code, 0, doctor.stdout);
  assert.equal((JSON.parse(doctor.stdout) as { library: { path: string } }).library.path, path);
});

test('--dir says how to use the library', async (t) => {
  const dir = join(temporaryFolder(t), 'mx');
  const { code, stdout, stderr } = await runCli(['install', '--dir', dir], { env: newCache(t) });
  assert.equal(code, 0);
  assert.equal(stdout, `${join(dir, 'libmxnet.so')}\n`);
  assert.ok(stderr.includes(`MXNET_LIBRARY_PATH=${join(dir, 'libmxnet.so')}`), stderr);
});

test('what is missing for the installation ends with 5 and one line', async (t) => {
  const env = { ...newCache(t), PATH: temporaryFolder(t) };
  const { code, stdout, stderr } = await runCli(['install'], { env });
  assert.equal(code, 5);
  assert.equal(stdout, '');
  assert.match(stderr, /^mxnet-finetune: python3 cannot be run [^\n]*apt-get install[^\n]*\n$/);
});

test('a signal ends the process with its number, and nothing of the installation stays', async (t) => {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    const env = newCache(t);
    const bin = join(ROOT, 'out', 'src', 'cli', 'bin.js');
    const child = spawn(process.execPath, [bin, 'install'], { env });
    child.stderr.setEncoding('utf8').once('data', () => child.kill(signal));
    assert.deepEqual(await once(child, 'close'), [code, null]);
    const folder = join(env.MXNET_FINETUNE_CACHE, 'libmxnet');
    assert.deepEqual(existsSync(folder) ? readdirSync(folder) : [], []);
  }
});

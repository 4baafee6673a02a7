import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Diagnosis } from '../../src/doctor/diagnosis.js';
import { runCli } from '../support/run-cli.js';
import { type StubOptions, stubMxnet, vanishingLibrary } from '../support/stub-library.js';
import { temporaryFolder } from '../support/temp-dir.js';

/** What the doctor says of the library of an environment. */
async function examine(
  env: NodeJS.ProcessEnv,
): Promise<{ code: number; diagnosis: Diagnosis; messages: string }> {
  const { code, stdout, stderr } = await runCli(['doctor', '--json'], { env });
  assert.equal(stderr, '');
  assert.match(stdout, /^\{.*\}\n$/, 'one line of JSON');
  const diagnosis = JSON.parse(stdout) as Diagnosis;
  return { code, diagnosis, messages: diagnosis.problems.map(({ message }) => message).join('\n') };
}

function environmentOf(path: string): NodeJS.ProcessEnv {
  return { ...process.env, MXNET_LIBRARY_PATH: path };
}

async function examineStub(
  t: TestContext,
  options: StubOptions,
): Promise<{ code: number; diagnosis: Diagnosis; messages: string }> {
  return await examine(environmentOf(stubMxnet(temporaryFolder(t), options)));
}

test('with a working libmxnet the doctor names it, its features and the devices, and ends with 0', async () => {
  const { code, diagnosis } = await examine(process.env);
  assert.deepEqual(diagnosis.problems, []);
  assert.equal(code, 0);
  assert.equal(diagnosis.ok, true);
  assert.match(diagnosis.library?.version ?? '', /^1\.\d+\.\d+$/);
  assert.ok(diagnosis.library?.features?.includes('OPENCV'), 'features');
  assert.ok(diagnosis.devices.includes('cpu(0)'), diagnosis.devices.join());
  assert.equal(diagnosis.search.at(-1)?.path, diagnosis.library?.path);
  assert.equal(diagnosis.addon.loaded, true);

  const report = await runCli(['doctor']);
  assert.equal(report.code, 0);
  assert.equal(report.stderr, '');
  assert.ok(report.stdout.includes(diagnosis.library?.path ?? '?'), report.stdout);
  assert.match(report.stdout, /✓ libmxnet works\n$/);
});

test('--quiet prints nothing and answers with the exit code', async () => {
  assert.deepEqual(await runCli(['doctor', '--quiet']), { code: 0, stdout: '', stderr: '' });
  const wrong = { env: environmentOf('/nowhere/libmxnet.so') };
  assert.deepEqual(await runCli(['doctor', '--quiet'], wrong), { code: 5, stdout: '', stderr: '' });
});

test('a wrong MXNET_LIBRARY_PATH is shown with what to do', async () => {
  const env = environmentOf('/nowhere/libmxnet.so');
  const { code, diagnosis, messages } = await examine(env);
  assert.equal(code, 5);
  assert.equal(diagnosis.problems[0]?.code, 'ERR_MXNET_LIBRARY_NOT_FOUND');
  assert.match(messages, /MXNET_LIBRARY_PATH names .* does not exist\. Correct it/);
  const { code: again, stdout } = await runCli(['doctor'], { env });
  assert.equal(again, 5);
  assert.match(stdout, /searched\s+· MXNET_LIBRARY_PATH: \/nowhere\/libmxnet\.so\n/);
  assert.match(stdout, /libmxnet\s+not found\n/);
  assert.match(stdout, /\n✗ MXNET_LIBRARY_PATH names/);
});

test('a file that is no library, or another version, has its error code', async (t) => {
  const text = join(temporaryFolder(t), 'libmxnet.so');
  writeFileSync(text, 'hello');
  const broken = await examine(environmentOf(text));
  assert.equal(broken.code, 5);
  assert.equal(broken.diagnosis.problems[0]?.code, 'ERR_MXNET_LIBRARY_OPEN');

  const second = await examineStub(t, { version: 20000 });
  assert.equal(second.code, 5);
  assert.equal(second.diagnosis.problems[0]?.code, 'ERR_MXNET_LIBRARY_VERSION');
  assert.match(second.messages, /found MXNet 2\.0\.0, wanted >= 1\.1 and < 2/);

  const lacking = await examineStub(t, { version: 10901, without: ['MXNDArraySave'] });
  assert.equal(lacking.code, 5);
  assert.equal(lacking.diagnosis.problems[0]?.code, 'ERR_MXNET_SYMBOL_MISSING');
  assert.match(lacking.messages, /has no MXNDArraySave/);
});

test('a missing system library is listed with its package', async (t) => {
  const needs = [vanishingLibrary(temporaryFolder(t), 'libjemalloc.so.0')];
  const { code, diagnosis, messages } = await examineStub(t, { version: 10901, needs });
  assert.equal(code, 5);
  assert.deepEqual(
    diagnosis.missing.map(({ name, debian, origin }) => ({ name, debian, origin })),
    [{ name: 'libjemalloc.so.0', debian: 'libjemalloc2', origin: 'system' }],
  );
  assert.match(messages, /apt-get install libjemalloc2/);
});

test('a missing part of CUDA is told from a missing system library', async (t) => {
  const needs = [vanishingLibrary(temporaryFolder(t), 'libcudart.so.5.0')];
  const { code, diagnosis, messages } = await examineStub(t, { version: 10901, needs });
  assert.equal(code, 5);
  assert.equal(diagnosis.cuda.status, 'library-missing');
  assert.match(messages, /libcudart\.so\.5\.0.*npx mxnet-finetune install --cuda/);
});

test('a library that crashes while it is opened becomes a message', async (t) => {
  for (const [signal, code] of [
    ['SIGSEGV', 'raise(SIGSEGV)'],
    ['SIGABRT', 'abort()'],
    ['SIGILL', 'raise(SIGILL)'],
  ]) {
    const crash = `#include <signal.h>\n#include <stdlib.h>\n__attribute__((constructor)) static void crash(void) { ${code}; }`;
    const stub = await examineStub(t, { version: 10901, code: crash });
    assert.equal(stub.code, 5);
    assert.equal(stub.diagnosis.problems[0]?.code, 'crash');
    assert.match(stub.messages, new RegExp(`ends the process with ${signal} while it is opened`));
  }
});

test('a library that ends the process by itself becomes a message with its last words', async (t) => {
  const code =
    '#include <stdio.h>\n#include <unistd.h>\n__attribute__((constructor)) static void leave(void) { fputs("no licence\\n", stderr); _exit(3); }';
  const { messages } = await examineStub(t, { version: 10901, code });
  assert.match(messages, /with exit code 3 while it is opened \("no licence"\)/);
});

test('an empty OPENBLAS_CORETYPE is a warning', async () => {
  const { code, messages } = await examine({ ...process.env, OPENBLAS_CORETYPE: '' });
  assert.equal(code, 0);
  assert.match(messages, /OPENBLAS_CORETYPE is set but empty.*Unset it/);
});

test('a signal stops the examination', async () => {
  const controller = new AbortController();
  controller.abort({ signal: 'SIGTERM' });
  const { code, stdout, stderr } = await runCli(['doctor'], { signal: controller.signal });
  assert.equal(code, 143);
  assert.equal(stdout, '');
  assert.equal(stderr, 'mxnet-finetune: the examination was stopped\n');
});

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { FineTuneError } from '../../src/errors.js';
import {
  type InstallOptions,
  installBuild,
  installLibrary,
} from '../../src/runtime/install/install-library.js';
import type { Build } from '../../src/runtime/install/wheels.js';
import { searchLibrary } from '../../src/runtime/search.js';
import { ROOT } from '../support/paths.js';
import { temporaryFolder } from '../support/temp-dir.js';
import { defaultWheel, environmentWithWheel } from '../support/wheels.js';

const environment = environmentWithWheel();

/** Options for an empty cache, and the messages that were logged. */
function inNewCache(t: TestContext): {
  options: InstallOptions & { environment: NodeJS.ProcessEnv };
  folder: string;
  messages: string[];
} {
  const cache = temporaryFolder(t);
  const messages: string[] = [];
  const log = (message: string) => void messages.push(message);
  return {
    options: {
      environment: { ...environment, MXNET_FINETUNE_CACHE: cache },
      logger: { info: log, warning: log },
    },
    folder: join(cache, 'libmxnet'),
    messages,
  };
}

/** The default build with something changed about its wheel. */
function alteredBuild(change: Partial<Build['wheels'][number]>): Build {
  return {
    version: '1.9.1',
    flavour: 'cpu',
    wheels: [{ ...defaultWheel(), ...change }],
    companions: [],
  };
}

async function assertFails(
  installing: Promise<unknown>,
  words: RegExp,
  code = 'ERR_INSTALL',
): Promise<void> {
  await assert.rejects(installing, (error) => {
    assert.ok(error instanceof FineTuneError, String(error));
    assert.match(error.message, words);
    assert.equal(error.code, code);
    return true;
  });
}

function assertNothingLeft(folder: string): void {
  assert.deepEqual(existsSync(folder) ? readdirSync(folder) : [], []);
}

test('the wheel that pip fetches becomes a folder that the search finds', async (t) => {
  const { options, folder, messages } = inNewCache(t);
  const installed = await installLibrary(options);
  assert.equal(installed.path, join(folder, '1.9.1-cpu', 'libmxnet.so'));
  assert.equal(installed.alreadyThere, false);
  assert.equal(searchLibrary(options.environment, false).path, installed.path);
  assert.deepEqual(readdirSync(folder), ['1.9.1-cpu']);
  const names = readdirSync(join(folder, '1.9.1-cpu'));
  assert.ok(names.includes('licenses') && names.includes('installed.json'), names.join());
  assert.ok(!names.includes('__init__.py') && !names.includes('mxnet'), names.join());
  assert.match(messages.join('\n'), /fetching mxnet 1\.9\.1 .*with pip\nunpacking mxnet 1\.9\.1/);
});

test('a second installation finds the first one and needs neither pip nor Python', async (t) => {
  const { options, messages } = inNewCache(t);
  await installLibrary(options);
  messages.length = 0;
  const again = await installLibrary({
    ...options,
    environment: { ...options.environment, PATH: '' },
  });
  assert.equal(again.alreadyThere, true);
  assert.deepEqual(messages, []);
});

test('a damaged installation is made anew', async (t) => {
  const { options, messages } = inNewCache(t);
  const { path } = await installLibrary(options);
  const size = readFileSync(path).length;
  truncateSync(path, 1000);
  messages.length = 0;
  const again = await installLibrary(options);
  assert.equal(again.alreadyThere, false);
  assert.equal(readFileSync(path).length, size);
  assert.match(messages[0] ?? '', /is incomplete or damaged: it is made anew/);
});

test('two installations at once both succeed and leave one folder', async (t) => {
  const { options, folder } = inNewCache(t);
  const [one, other] = await Promise.all([installLibrary(options), installLibrary(options)]);
  assert.equal(one.path, other.path);
  assert.deepEqual(readdirSync(folder), ['1.9.1-cpu']);
  assert.equal((await installLibrary(options)).alreadyThere, true);
});

test('a folder of choice gets the library itself', async (t) => {
  const { options, folder } = inNewCache(t);
  const dir = join(temporaryFolder(t), 'chosen');
  mkdirSync(dir);
  const { path } = await installLibrary({ ...options, dir });
  assert.equal(path, join(dir, 'libmxnet.so'));
  assert.equal(existsSync(path), true);
  assertNothingLeft(folder);
  assert.equal((await installLibrary({ ...options, dir })).alreadyThere, true);
});

test('a folder of choice with other things in it stays as it is', async (t) => {
  const { options } = inNewCache(t);
  const dir = temporaryFolder(t);
  writeFileSync(join(dir, 'precious.txt'), 'mine');
  await assertFails(installLibrary({ ...options, dir }), /is not empty.*name a new folder/);
  assert.deepEqual(readdirSync(dir), ['precious.txt']);
});

test('a wheel with another hash is refused with both hashes, and nothing is installed', async (t) => {
  const { options, folder } = inNewCache(t);
  const sha256 = '0'.repeat(64);
  const words = new RegExp(`wanted sha256 ${sha256}, received ${defaultWheel().sha256}`);
  await assertFails(installBuild(alteredBuild({ sha256 }), options), words);
  assertNothingLeft(folder);
});

test('an interrupted installation leaves nothing', async (t) => {
  for (const phase of ['fetching', 'unpacking']) {
    const { options, folder } = inNewCache(t);
    const controller = new AbortController();
    const info = (message: string) => {
      if (message.startsWith(phase)) controller.abort();
    };
    const installing = installLibrary({
      ...options,
      logger: { info, warning: info },
      signal: controller.signal,
    });
    await assertFails(installing, /was stopped; nothing of it stays/, 'ERR_INTERRUPTED');
    assertNothingLeft(folder);
  }
});

test('what a killed installation left is not found, and removed by a later one', async (t) => {
  const { options, folder } = inNewCache(t);
  const bin = join(ROOT, 'out', 'src', 'cli', 'bin.js');
  const child = spawn(process.execPath, [bin, 'install'], { env: options.environment });
  child.stderr.setEncoding('utf8').once('data', () => child.kill('SIGKILL'));
  await once(child, 'close');
  const [left] = readdirSync(folder);
  assert.match(left ?? '', /^\.1\.9\.1-cpu\.\d+\.[0-9a-f]{12}\.tmp$/);
  assert.doesNotMatch(searchLibrary(options.environment, false).path ?? '', /1\.9\.1-cpu/);

  const old = new Date(Date.now() - 24 * 60 * 60 * 1000);
  const entries = readdirSync(join(folder, left ?? ''), { recursive: true, encoding: 'utf8' });
  for (const name of ['', ...entries]) utimesSync(join(folder, left ?? '', name), old, old);
  await installLibrary(options);
  assert.deepEqual(readdirSync(folder), ['1.9.1-cpu']);
});

test('without Python the message names it and the command that installs it', async (t) => {
  const { options, folder } = inNewCache(t);
  const PATH = temporaryFolder(t);
  const installing = installLibrary({ ...options, environment: { ...options.environment, PATH } });
  await assertFails(installing, /python3 cannot be run \(ENOENT\).*apt-get install python3/);
  assertNothingLeft(folder);
});

test('a Python without pip is named with the command that installs pip', async (t) => {
  const { options } = inNewCache(t);
  const venv = join(temporaryFolder(t), 'venv');
  execFileSync('python3', ['-m', 'venv', '--without-pip', venv]);
  const installing = installLibrary({
    ...options,
    environment: { ...options.environment, PATH: join(venv, 'bin') },
  });
  await assertFails(installing, /python3 has no pip \(.*No module named pip\).*python3-pip/);
});

test('without a network the message says so, and how to do without one', async (t) => {
  const { options, folder } = inNewCache(t);
  const offline = {
    PIP_NO_INDEX: '',
    PIP_FIND_LINKS: '',
    // Port 9 of this machine: nobody listens there.
    PIP_INDEX_URL: 'http://127.0.0.1:9/simple',
    PIP_RETRIES: '1',
    PIP_NO_CACHE_DIR: '1',
  };
  const installing = installLibrary({
    ...options,
    environment: { ...options.environment, ...offline },
  });
  await assertFails(installing, /pip cannot reach its package index.*PIP_FIND_LINKS/);
  assertNothingLeft(folder);
});

test('an index without the wheel is told from a network that is down', async (t) => {
  const { options } = inNewCache(t);
  const empty = { PIP_FIND_LINKS: temporaryFolder(t) };
  const installing = installLibrary({
    ...options,
    environment: { ...options.environment, ...empty },
  });
  await assertFails(installing, /pip finds no wheel of mxnet 1\.9\.1 for this system/);
});

test('too little room is noticed before anything is fetched', async (t) => {
  const { options, messages } = inNewCache(t);
  const build = alteredBuild({ unpackedMB: 1e12 });
  await assertFails(installBuild(build, options), /has room for \d+ MB, but 10+\d* MB are needed/);
  assert.deepEqual(messages, []);
});

test('a place that cannot be written is named', async (t) => {
  const { options } = inNewCache(t);
  const file = join(temporaryFolder(t), 'file');
  appendFileSync(file, 'not a folder');
  const dir = join(file, 'libmxnet');
  await assertFails(installLibrary({ ...options, dir }), /cannot be written .*--dir/);
});

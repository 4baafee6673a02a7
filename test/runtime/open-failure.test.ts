import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { MXNetError, type MXNetErrorCode } from '../../src/errors.js';
import { libraryInfo, mxnet, openLibrary } from '../../src/runtime/library.js';
import { describeSearch } from '../../src/runtime/search.js';
import { compileLibrary, stubMxnet, vanishingLibrary } from '../support/stub-library.js';
import { temporaryFolder } from '../support/temp-dir.js';

/** Every refusal has this code, names the file, and says something like `words`. */
async function assertRefused(path: string, code: MXNetErrorCode, words: RegExp): Promise<void> {
  await assert.rejects(openLibrary({ path }), (error) => {
    assert.ok(error instanceof MXNetError, String(error));
    assert.equal(error.code, code);
    assert.ok(error.message.startsWith(`${path}: `), error.message);
    assert.match(error.message, words);
    assert.match(error.message, /npx mxnet-finetune install|apt-get install|LD_LIBRARY_PATH/);
    return true;
  });
  assert.equal(libraryInfo(), undefined, 'a refused library is not open');
}

function fileWith(t: TestContext, content: string | Uint8Array): string {
  const file = join(temporaryFolder(t), 'libmxnet.so');
  writeFileSync(file, content);
  return file;
}

test('without any libmxnet the message lists where it was looked for', () => {
  const message = describeSearch([
    { source: 'mxnet-finetune install', path: '/cache/libmxnet.so', found: false },
    { source: 'LD_LIBRARY_PATH', path: '/opt/libmxnet.so', found: false },
  ]);
  assert.match(message, /not found\. Run: npx mxnet-finetune install/);
  assert.match(message, /mxnet-finetune install: \/cache.*LD_LIBRARY_PATH: \/opt/);
});

test('a wrong MXNET_LIBRARY_PATH is not a reason to take another library', (t) => {
  const before = process.env['MXNET_LIBRARY_PATH'];
  t.after(() => {
    if (before === undefined) delete process.env['MXNET_LIBRARY_PATH'];
    else process.env['MXNET_LIBRARY_PATH'] = before;
  });
  process.env['MXNET_LIBRARY_PATH'] = '/nowhere/libmxnet.so';
  assert.throws(() => mxnet(), {
    code: 'ERR_MXNET_LIBRARY_NOT_FOUND',
    message: /MXNET_LIBRARY_PATH names \/nowhere\/libmxnet\.so, which does not exist\. Correct it/,
  });
  const text = fileWith(t, 'not a library');
  process.env['MXNET_LIBRARY_PATH'] = text;
  assert.throws(() => mxnet(), {
    code: 'ERR_MXNET_LIBRARY_OPEN',
    message: `${text} (named by MXNET_LIBRARY_PATH): this is not a shared library, but a text. Correct MXNET_LIBRARY_PATH, or unset it and run: npx mxnet-finetune install`,
  });
});

test('a path without a file is not found', async (t) => {
  const folder = temporaryFolder(t);
  await assertRefused(join(folder, 'x.so'), 'ERR_MXNET_LIBRARY_NOT_FOUND', /there is no such file/);
});

test('a folder stands for the library in it', async (t) => {
  const folder = temporaryFolder(t);
  await assert.rejects(openLibrary({ path: folder }), {
    code: 'ERR_MXNET_LIBRARY_NOT_FOUND',
    message: new RegExp(`^${join(folder, 'libmxnet.so')}: `),
  });
  mkdirSync(join(folder, 'libmxnet.so'));
  await assert.rejects(openLibrary({ path: folder }), { code: 'ERR_MXNET_LIBRARY_OPEN' });
});

test('a file of another kind is named for what it is', async (t) => {
  const open = 'ERR_MXNET_LIBRARY_OPEN';
  await assertRefused(fileWith(t, ''), open, /but empty/);
  await assertRefused(fileWith(t, '<!DOCTYPE html>'), open, /but a web page/);
  await assertRefused(fileWith(t, 'version x/git-lfs'), open, /but a Git LFS pointer/);
  await assertRefused(fileWith(t, 'PK\u0003\u0004'), open, /but a zip archive/);
  await assertRefused(fileWith(t, '/* GNU ld script */'), open, /but a text/);
  await assertRefused(fileWith(t, Buffer.from([7, 0, 200])), open, /but some other kind of file/);
});

test('a truncated library is refused before it can end the process', async (t) => {
  const whole = readFileSync(stubMxnet(temporaryFolder(t), { version: 10901 }));
  const file = fileWith(t, whole.subarray(0, Math.floor(whole.length / 2)));
  await assertRefused(file, 'ERR_MXNET_LIBRARY_OPEN', /the file is truncated/);
});

test('a library for another architecture is refused with both architectures', async (t) => {
  const bytes = readFileSync(stubMxnet(temporaryFolder(t), { version: 10901 }));
  bytes.writeUInt16LE(22, 18);
  const file = fileWith(t, bytes);
  await assertRefused(file, 'ERR_MXNET_LIBRARY_OPEN', /found a library for s390x, wanted one for /);
});

test('a version that is too old or too new is refused with the version found and the range', async (t) => {
  for (const [version, text] of [
    [10000, '1.0.0'],
    [1200, '0.12.0'],
    [20000, '2.0.0'],
  ] as const) {
    const file = stubMxnet(temporaryFolder(t), { version });
    const words = new RegExp(`found MXNet ${text.replaceAll('.', '\\.')}, wanted >= 1\\.1 and < 2`);
    await assertRefused(file, 'ERR_MXNET_LIBRARY_VERSION', words);
  }
});

test('a library without a version is not libmxnet, or an ancient one', async (t) => {
  const ancient = stubMxnet(temporaryFolder(t), { version: null });
  await assertRefused(ancient, 'ERR_MXNET_LIBRARY_VERSION', /older than 0\.12/);
  const without = ['MXNDArrayFree'];
  const other = stubMxnet(temporaryFolder(t), { version: null, without });
  await assertRefused(other, 'ERR_MXNET_LIBRARY_VERSION', /not libmxnet/);
});

test('a library that lacks a function of its version is refused with the function', async (t) => {
  const without = ['MXExecutorForward'];
  const file = stubMxnet(temporaryFolder(t), { version: 10901, without });
  const words = /says that it is MXNet 1\.9\.1 but has no MXExecutorForward/;
  await assertRefused(file, 'ERR_MXNET_SYMBOL_MISSING', words);
});

test('all missing system libraries are named with their packages, not only the first one', async (t) => {
  const folder = temporaryFolder(t);
  const needs = ['libgfortran.so.2', 'libjemalloc.so.0'].map((soname) =>
    vanishingLibrary(folder, soname),
  );
  const file = stubMxnet(folder, { version: 10901, needs });
  const words =
    /this system lacks libgfortran\.so\.2 and libjemalloc\.so\.0 \(needed by libmxnet\.so\)\. Install them: apt-get install libgfortran5 libjemalloc2/;
  await assertRefused(file, 'ERR_MXNET_LIBRARY_OPEN', words);
});

test('a missing library that no package is known for is named too', async (t) => {
  const folder = temporaryFolder(t);
  const needs = [vanishingLibrary(folder, 'libabsent.so.7')];
  const file = stubMxnet(folder, { version: 10901, needs });
  await assertRefused(
    file,
    'ERR_MXNET_LIBRARY_OPEN',
    /lacks libabsent\.so\.7.*No package is known/,
  );
});

test('a function that is missing in all loaded libraries is named', async (t) => {
  const code = 'extern int absent_function(void); int use(void) { return absent_function(); }';
  const file = stubMxnet(temporaryFolder(t), { version: 10901, code });
  await assertRefused(file, 'ERR_MXNET_LIBRARY_OPEN', /the function absent_function is missing/);
});

test('a library that was built for a newer system is refused with what it wants', async (t) => {
  const folder = temporaryFolder(t);
  const name = join(folder, 'libnewest.so.1');
  const compileFor = (version: string) => {
    const script = join(folder, 'versions');
    writeFileSync(script, `${version} { newest; };`);
    compileLibrary(name, 'int newest(void) { return 0; }', {
      soname: 'libnewest.so.1',
      needs: [`-Wl,--version-script=${script}`],
    });
  };
  compileFor('GLIBCXX_9.9.9');
  const file = stubMxnet(folder, {
    version: 10901,
    needs: [name],
    runpath: folder,
    code: 'extern int newest(void); int use(void) { return newest(); }',
  });
  compileFor('GLIBCXX_9.9.8');
  await assertRefused(file, 'ERR_MXNET_LIBRARY_OPEN', /built for a newer system.*GLIBCXX_9\.9\.9/);
});

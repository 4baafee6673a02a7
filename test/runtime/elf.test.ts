import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { OWN_MACHINE, readElf } from '../../src/runtime/elf/elf-file.js';
import { readLoaderCache } from '../../src/runtime/elf/loader-cache.js';
import { resolveDependencies } from '../../src/runtime/elf/missing-libraries.js';
import { sourceOf } from '../../src/runtime/elf/packages.js';
import { explainMissing } from '../../src/runtime/explain-missing.js';
import { compileLibrary, vanishingLibrary } from '../support/stub-library.js';
import { temporaryFolder } from '../support/temp-dir.js';

/** `top.so` needs `middle.so.1`, which needs `absent.so.7`; `middle.so.1` lies in the folder `parts`. */
function chain(folder: string, runpath?: string): string {
  const absent = vanishingLibrary(folder, 'libabsent.so.7');
  const middle = compileLibrary(join(folder, 'parts', 'libmiddle.so.1'), 'int middle;', {
    soname: 'libmiddle.so.1',
    needs: [absent],
  });
  return compileLibrary(join(folder, 'libtop.so'), 'int top;', {
    needs: [middle],
    ...(runpath !== undefined && { runpath }),
  });
}

test('a library says its machine, its name, what it needs and where that is looked for', (t) => {
  const folder = temporaryFolder(t);
  const file = compileLibrary(join(folder, 'libown.so.3'), 'int own;', {
    soname: 'libown.so.3',
    runpath: '$ORIGIN/parts:/opt/parts',
    needs: [vanishingLibrary(folder, 'libabsent.so.7')],
  });
  const elf = readElf(file);
  assert.equal(elf?.machine, OWN_MACHINE);
  assert.equal(elf.isShared, true);
  assert.equal(elf.truncated, false);
  assert.equal(elf.soname, 'libown.so.3');
  assert.ok(elf.needed.includes('libabsent.so.7'), elf.needed.join());
  assert.deepEqual([...elf.rpath, ...elf.runpath], ['$ORIGIN/parts', '/opt/parts']);
});

test('a library that was cut off anywhere in its contents is truncated', (t) => {
  const folder = temporaryFolder(t);
  const whole = readFileSync(compileLibrary(join(folder, 'lib.so'), 'int one[9999] = {1};'));
  const cut = join(folder, 'cut.so');
  for (const size of [20, 63, 64, 200, Math.floor(whole.length / 2)]) {
    writeFileSync(cut, whole.subarray(0, size));
    assert.equal(readElf(cut)?.truncated, true, `${size} of ${whole.length} bytes`);
  }
});

test('a library for another processor says which', (t) => {
  const folder = temporaryFolder(t);
  const bytes = readFileSync(compileLibrary(join(folder, 'lib.so'), 'int one;'));
  bytes.writeUInt16LE(22, 18);
  const file = join(folder, 'other.so');
  writeFileSync(file, bytes);
  assert.equal(readElf(file)?.machine, 's390x');
});

test('a file of another kind is no ELF file', (t) => {
  const file = join(temporaryFolder(t), 'libmxnet.so');
  writeFileSync(file, 'GROUP ( libmxnet.so.1 )\n');
  assert.equal(readElf(file), undefined);
});

test("the system's list of libraries knows the C library", () => {
  const files = readLoaderCache().get('libc.so.6');
  assert.ok(
    files?.some((file) => readElf(file)?.machine === OWN_MACHINE),
    String(files),
  );
});

test('a missing library is named with whoever needs it, however deep', (t) => {
  const folder = temporaryFolder(t);
  const { missing, found } = resolveDependencies(chain(folder, '$ORIGIN/parts'), [], {});
  const middle = join(folder, 'parts', 'libmiddle.so.1');
  assert.deepEqual(missing, [{ name: 'libabsent.so.7', neededBy: middle }]);
  assert.equal(found.get('libmiddle.so.1'), middle);
  assert.ok(found.has('libc.so.6'));
});

test('LD_LIBRARY_PATH and what was opened before count as found', (t) => {
  const folder = temporaryFolder(t);
  const top = chain(folder);
  const names = (preloaded: string[], environment: NodeJS.ProcessEnv) =>
    resolveDependencies(top, preloaded, environment).missing.map(({ name }) => name);
  const parts = join(folder, 'parts');
  assert.deepEqual(names([], {}), ['libmiddle.so.1']);
  assert.deepEqual(names([], { LD_LIBRARY_PATH: `/nowhere:${parts}` }), ['libabsent.so.7']);
  assert.deepEqual(names([join(parts, 'libmiddle.so.1')], {}), ['libabsent.so.7']);
  const both = `${parts}:${join(folder, 'vanishing')}`;
  assert.deepEqual(names([], { LD_LIBRARY_PATH: both }), []);
});

test('each missing library comes with the package or the wheel that has it', () => {
  assert.equal(sourceOf('libgomp.so.1').debian, 'libgomp1');
  assert.equal(sourceOf('libquadmath.so.0').debian, 'libquadmath0');
  assert.equal(sourceOf('libcuda.so.1').origin, 'driver');
  assert.match(sourceOf('libcudnn.so.8').wheel ?? '', /^nvidia-cudnn-cu11==8\./);
  assert.match(sourceOf('libnvrtc.so.11.2').wheel ?? '', /^nvidia-cuda-nvrtc-cu11==/);
  const explained = explainMissing(
    ['libgomp.so.1', 'libquadmath.so.0', 'libcudnn.so.8', 'libcuda.so.1'].map((name) => ({
      name,
      neededBy: '/x/libmxnet.so',
    })),
  );
  assert.deepEqual(
    explained.map(({ cause }) => cause),
    [
      'this system lacks libgomp.so.1 and libquadmath.so.0 (needed by libmxnet.so)',
      'libcudnn.so.8 (needed by libmxnet.so): a part of CUDA that is not there',
      'it is a CUDA build, and this machine has no NVIDIA driver (libcuda.so.1)',
    ],
  );
  assert.match(explained[0]?.remedy ?? '', /apt-get install libgomp1 libquadmath0 /);
  assert.match(explained[1]?.remedy ?? '', /install --cuda 11\.2.*nvidia-cudnn-cu11==/);
  assert.match(explained[2]?.remedy ?? '', /driver.*or fetch the CPU build/);
});

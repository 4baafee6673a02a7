import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { cacheFolder, LIBRARY_FILE, searchLibrary } from '../../src/runtime/search.js';
import { temporaryFolder } from '../support/temp-dir.js';

function put(...folder: string[]): string {
  const place = join(...folder);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, LIBRARY_FILE), '');
  return join(place, LIBRARY_FILE);
}

test('MXNET_LIBRARY_PATH names a file or a folder, and nothing else is looked at then', (t) => {
  const folder = temporaryFolder(t);
  const file = put(folder);
  for (const path of [file, folder]) {
    const result = searchLibrary({ MXNET_LIBRARY_PATH: path, MXNET_FINETUNE_CACHE: folder });
    assert.equal(result.path, file);
    assert.equal(result.source, 'MXNET_LIBRARY_PATH');
    assert.equal(result.places.length, 1);
  }
  const wrong = searchLibrary({ MXNET_LIBRARY_PATH: join(folder, 'x.so') });
  assert.equal(wrong.path, undefined);
  assert.deepEqual(
    wrong.places.map(({ found }) => found),
    [false],
  );
});

test('the newest installed version comes first, half-made ones never', (t) => {
  const cache = temporaryFolder(t);
  for (const name of ['1.3.1-cpu', '1.10.0-cpu', '1.9.1-cpu', '.1.99.0-cpu.1.aaaaaaaaaaaa.tmp']) {
    put(cache, 'libmxnet', name);
  }
  const { path } = searchLibrary({ MXNET_FINETUNE_CACHE: cache }, false);
  assert.equal(path, join(cache, 'libmxnet', '1.10.0-cpu', LIBRARY_FILE));
});

test('of one version the CPU build comes first, and the CUDA build where there is a driver', (t) => {
  const cache = temporaryFolder(t);
  for (const name of ['1.9.1-cu117', '1.9.1-cpu', '1.9.1-cu112']) put(cache, 'libmxnet', name);
  const environment = { MXNET_FINETUNE_CACHE: cache };
  assert.match(searchLibrary(environment, false).path ?? '', /1\.9\.1-cpu/);
  assert.match(searchLibrary(environment, true).path ?? '', /1\.9\.1-cu112/);
});

test("Python's packages are found in the active environment and beside the python3 of the PATH", (t) => {
  const folder = temporaryFolder(t);
  const base = { MXNET_FINETUNE_CACHE: join(folder, 'none') };
  const inVenv = put(folder, 'venv', 'lib', 'python3.11', 'site-packages', 'mxnet');
  assert.equal(searchLibrary({ ...base, VIRTUAL_ENV: join(folder, 'venv') }).path, inVenv);

  const besidePython = put(folder, 'own', 'lib', 'python3.12', 'site-packages', 'mxnet');
  mkdirSync(join(folder, 'own', 'bin'));
  writeFileSync(join(folder, 'own', 'bin', 'python3.12'), '');
  mkdirSync(join(folder, 'links'));
  symlinkSync(join(folder, 'own', 'bin', 'python3.12'), join(folder, 'links', 'python3'));
  const result = searchLibrary({ ...base, PATH: join(folder, 'links') });
  assert.equal(result.path, besidePython);
  assert.equal(result.source, 'Python site-packages');
});

test('the cache is where the environment says', () => {
  assert.equal(cacheFolder({ MXNET_FINETUNE_CACHE: '/a' }), '/a');
  assert.equal(cacheFolder({ XDG_CACHE_HOME: '/b' }), '/b/mxnet-finetune');
  assert.match(cacheFolder({}), /\.cache\/mxnet-finetune$/);
});

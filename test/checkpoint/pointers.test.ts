import assert from 'node:assert/strict';
import { existsSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { paramsFile } from '../../src/checkpoint/names.js';
import { pointTo, readPointer, removePointer } from '../../src/checkpoint/pointers.js';
import { resolveEpoch } from '../../src/checkpoint/resolve-epoch.js';
import { folderContents } from '../support/folder-contents.js';
import { temporaryFolder } from '../support/temp-dir.js';

function prefixWith(test: TestContext, ...epochs: number[]): string {
  const prefix = join(temporaryFolder(test), 'net');
  for (const epoch of epochs) writeFileSync(paramsFile(prefix, epoch), '');
  return prefix;
}

/** A file system without symbolic links, for as long as the work takes. */
async function withoutLinks(work: () => Promise<void>): Promise<void> {
  const { symlink } = fs;
  fs.symlink = () => Promise.reject(Object.assign(new Error('no links'), { code: 'EPERM' }));
  syncBuiltinESMExports();
  try {
    await work();
  } finally {
    fs.symlink = symlink;
    syncBuiltinESMExports();
  }
}

test('a name is a relative link to the values of its epoch, and can be given again', async (t) => {
  const prefix = prefixWith(t, 1, 12345);
  for (const epoch of [1, 12345, 1]) {
    await pointTo(prefix, 'best', epoch);
    const target = epoch === 1 ? 'net-0001.params' : 'net-12345.params';
    assert.equal(readlinkSync(`${prefix}-best.params`), target);
    assert.equal(await readPointer(prefix, 'best'), epoch);
  }
  assert.equal(await readPointer(prefix, 'last'), undefined);
  await removePointer(prefix, 'best');
  assert.equal(await readPointer(prefix, 'best'), undefined);
  const names = Object.keys(folderContents(join(prefix, '..'))).sort();
  assert.deepEqual(names, ['net-0001.params', 'net-12345.params'], 'the values stay');
});

test('a prefix may be a folder', async (t) => {
  const prefix = `${temporaryFolder(t)}/`;
  await pointTo(prefix, 'last', 3);
  assert.equal(readlinkSync(`${prefix}-last.params`), '-0003.params');
  assert.equal(await resolveEpoch(prefix, 'last'), 3);
});

test('where there are no links a small file tells the epoch, and either replaces the other', async (t) => {
  const prefix = prefixWith(t, 1, 2, 3);
  await pointTo(prefix, 'best', 1);
  await withoutLinks(() => pointTo(prefix, 'best', 2));
  assert.equal(await readPointer(prefix, 'best'), 2);
  assert.equal(existsSync(`${prefix}-best.params`), false);
  await pointTo(prefix, 'best', 3);
  assert.equal(await readPointer(prefix, 'best'), 3);
  assert.equal(existsSync(`${prefix}-best.json`), false);
  await withoutLinks(() => pointTo(prefix, 'last', 3));
  await removePointer(prefix, 'last');
  assert.equal(existsSync(`${prefix}-last.json`), false);
});

test('an error other than that of missing links is told, and the name stays as it was', async (t) => {
  const prefix = prefixWith(t, 1);
  await pointTo(prefix, 'best', 1);
  const { rename } = fs;
  const full = Object.assign(new Error('full'), { code: 'ENOSPC', syscall: 'rename' });
  fs.rename = () => Promise.reject(full);
  syncBuiltinESMExports();
  try {
    await assert.rejects(pointTo(prefix, 'best', 2), {
      code: 'ERR_OUTPUT',
      message: /cannot write .*net-best\.params: the disk is full/,
    });
  } finally {
    fs.rename = rename;
    syncBuiltinESMExports();
  }
  assert.equal(await readPointer(prefix, 'best'), 1);
  const names = Object.keys(folderContents(join(prefix, '..')));
  assert.deepEqual(names.sort(), ['net-0001.params', 'net-best.params']);
});

test('what is no pointer to an epoch of this prefix is refused with a way out', async (t) => {
  for (const [damage, reason] of [
    [
      (prefix: string) => symlinkSync('other-0001.params', `${prefix}-best.params`),
      /leads to other/,
    ],
    [(prefix: string) => symlinkSync('net-1.params', `${prefix}-best.params`), /leads to net-1/],
    [(prefix: string) => writeFileSync(`${prefix}-best.params`, 'x'), /is no link any more/],
    [(prefix: string) => writeFileSync(`${prefix}-best.json`, '{'), /is damaged: it is no JSON/],
    [(prefix: string) => writeFileSync(`${prefix}-best.json`, '[]'), /is damaged: it has no epoch/],
    [(prefix: string) => writeFileSync(`${prefix}-best.json`, '{"epoch":-1}'), /has no epoch/],
    [(prefix: string) => writeFileSync(`${prefix}-best.json`, 'null'), /is damaged/],
  ] as const) {
    const prefix = prefixWith(t, 1);
    damage(prefix);
    await assert.rejects(readPointer(prefix, 'best'), (error: Error & { code?: string }) => {
      assert.equal(error.code, 'ERR_CHECKPOINT_FORMAT');
      assert.match(error.message, reason);
      assert.match(error.message, /Give the number of the epoch instead, and remove .*net-best/);
      return true;
    });
  }
});

test('without a pointer the last epoch is that with the highest number; there is no best one', async (t) => {
  const prefix = prefixWith(t, 2, 10);
  assert.equal(await resolveEpoch(prefix, 7), 7);
  assert.equal(await resolveEpoch(prefix, 'last'), 10);
  await assert.rejects(resolveEpoch(prefix, 'best'), {
    code: 'ERR_CHECKPOINT_NOT_FOUND',
    message: /no .*net-best\.params: .* There are the epochs 2, 10/,
  });
  const nothing = { code: 'ERR_CHECKPOINT_NOT_FOUND', message: /no checkpoint .*net-NNNN\.params/ };
  await assert.rejects(resolveEpoch(prefixWith(t), 'last'), nothing);
  await assert.rejects(resolveEpoch(prefixWith(t), 'best'), nothing);
});

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import {
  fileOf,
  removeStaleTemporaries,
  testWriting,
  writeFileAtomically,
  writeFileAtomicallySync,
  writeTogether,
} from '../../src/files/atomic-write.js';
import { startOf } from '../../src/files/process-identity.js';
import { isAbandoned, temporaryName } from '../../src/files/temporary-name.js';
import { folderContents } from '../support/folder-contents.js';
import { temporaryFolder } from '../support/temp-dir.js';

function short(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

/** The name that a process has given to a file which it did not finish. */
function leftBy(pid: number, file: string, host = hostname(), started = startOf(pid)): string {
  return `.${file}.${short(host)}-${pid}-${short(started)}-0123456789ab.tmp`;
}

/** The number of a process that has ended. */
function endedProcess(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

test('a file is replaced as a whole, and nothing else is left', async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, 'a.txt');
  await writeFileAtomically(file, 'first');
  await writeFileAtomically(file, 'second');
  writeFileAtomicallySync(join(folder, 'b.txt'), 'third');
  assert.equal(readFileSync(file, 'utf8'), 'second');
  assert.deepEqual(Object.keys(folderContents(folder)).sort(), ['a.txt', 'b.txt']);
});

test('the old file is there until the new one is complete', async (t) => {
  const file = join(temporaryFolder(t), 'a.txt');
  await writeFileAtomically(file, 'old');
  await writeTogether([
    {
      file,
      write: async (temporary) => {
        writeFileSync(temporary, 'ne');
        assert.equal(readFileSync(file, 'utf8'), 'old');
        assert.equal(basename(temporary).startsWith('.'), true, 'no listing shows it');
        writeFileSync(temporary, 'new');
      },
    },
  ]);
  assert.equal(readFileSync(file, 'utf8'), 'new');
});

test('when one of several files cannot be written all old ones stay', async (t) => {
  const folder = temporaryFolder(t);
  const [first, second] = [join(folder, 'first'), join(folder, 'second')];
  await writeTogether([fileOf(first, 'old'), fileOf(second, 'old')]);
  const before = folderContents(folder);
  const failing = { file: second, write: () => Promise.reject(new Error('no room')) };
  await assert.rejects(writeTogether([fileOf(first, 'new'), failing]), /no room/);
  assert.deepEqual(folderContents(folder), before);
  const folderInPlace = join(folder, 'third');
  mkdirSync(folderInPlace);
  await assert.rejects(
    writeTogether([fileOf(first, 'new'), fileOf(folderInPlace, 'new')]),
    /is a folder/,
  );
  assert.deepEqual(folderContents(folder), { ...before, third: 'folder' });
});

test('a link to a file is replaced, what it leads to stays', async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'precious'), 'old');
  symlinkSync('precious', join(folder, 'link'));
  await writeFileAtomically(join(folder, 'link'), 'new');
  assert.equal(readFileSync(join(folder, 'precious'), 'utf8'), 'old');
  assert.equal(readFileSync(join(folder, 'link'), 'utf8'), 'new');
});

test('trying whether a folder takes files leaves none', async (t) => {
  const folder = temporaryFolder(t);
  await testWriting(join(folder, 'x'));
  assert.deepEqual(folderContents(folder), {});
  await assert.rejects(testWriting(join(folder, 'missing', 'x')), { code: 'ENOENT' });
});

test('what a killed process has left is removed, what a living one writes is not', async (t) => {
  const folder = temporaryFolder(t);
  const ended = endedProcess();
  const stale = [
    leftBy(ended, 'net-0003.params'),
    leftBy(ended, 'net-symbol.json'),
    leftBy(ended, 'net.lock'),
    // Its number belongs to another process by now.
    leftBy(process.ppid, 'net-0004.params', hostname(), 'earlier'),
  ];
  const kept = [
    leftBy(process.pid, 'net-0003.params'),
    leftBy(process.ppid, 'net-0003.params'),
    leftBy(ended, 'net-0003.params', 'another machine'),
    leftBy(ended, 'other-0003.params'),
    '.net-0003.params.tmp',
    'net-0002.params',
  ];
  for (const name of [...stale, ...kept]) writeFileSync(join(folder, name), 'x');
  const removed = await removeStaleTemporaries(folder, ['net-', 'net.lock.']);
  assert.deepEqual(removed.map((file) => basename(file)).sort(), [...stale].sort());
  assert.deepEqual(Object.keys(folderContents(folder)).sort(), [...kept].sort());
});

test("a temporary name lies beside the file, and is its writer's", () => {
  const name = temporaryName('/some/folder/net-0001.params');
  assert.match(
    name,
    /^\/some\/folder\/\.net-0001\.params\.[0-9a-f]{8}-\d+-[0-9a-f]{8}-[0-9a-f]{12}\.tmp$/,
  );
  assert.equal(isAbandoned(basename(name)), false);
  assert.notEqual(temporaryName('a'), temporaryName('a'));
  assert.equal(isAbandoned('net-0001.params'), false);
});

test('a new file has the permissions that the process gives to files', async (t) => {
  const folder = temporaryFolder(t);
  await writeFileAtomically(join(folder, 'atomic'), 'x');
  writeFileSync(join(folder, 'plain'), 'x');
  const mode = (name: string) => statSync(join(folder, name)).mode;
  assert.equal(mode('atomic'), mode('plain'));
});

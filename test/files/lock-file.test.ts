import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { Locked, LockFile, type LockOwner } from '../../src/files/lock-file.js';
import { isRunning, startOf, thisProcess } from '../../src/files/process-identity.js';
import { isAbandoned, takeoverName } from '../../src/files/temporary-name.js';
import { folderContents } from '../support/folder-contents.js';
import { temporaryFolder } from '../support/temp-dir.js';

/** The number of a process that has ended. */
function endedProcess(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

function owner(changes: Partial<LockOwner>): LockOwner {
  return { ...thisProcess(), since: '2020-01-01T00:00:00.000Z', ...changes };
}

function write(file: string, content: LockOwner): void {
  writeFileSync(file, JSON.stringify(content));
}

test('a lock tells who holds it, and is gone when it is given back', async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, 'net.lock');
  {
    using lock = await LockFile.acquire(file);
    assert.equal(lock.tookOver, undefined);
    const { since, ...process } = JSON.parse(readFileSync(file, 'utf8')) as LockOwner;
    assert.deepEqual(process, thisProcess());
    assert.ok(Date.now() - Date.parse(since) < 60_000);
    assert.deepEqual(Object.keys(folderContents(folder)), ['net.lock']);
  }
  assert.deepEqual(folderContents(folder), {});
});

test('a lock of a process that runs is refused, be it this one', async (t) => {
  const file = join(temporaryFolder(t), 'net.lock');
  using _lock = await LockFile.acquire(file);
  await assert.rejects(LockFile.acquire(file), (error) => {
    assert.ok(error instanceof Locked);
    assert.equal(error.owner?.pid, process.pid);
    return true;
  });
  const other = join(temporaryFolder(t), 'net.lock');
  write(other, owner({ pid: process.ppid, started: startOf(process.ppid) }));
  await assert.rejects(LockFile.acquire(other), Locked);
});

test('of many that want a lock at once exactly one gets it, also when it is to be taken over', async (t) => {
  // Who comes late to a lock that has been taken over must not move the new one, not even for a moment.
  const left = owner({ pid: endedProcess() });
  for (const found of [undefined, ...new Array<LockOwner>(50).fill(left)]) {
    const folder = temporaryFolder(t);
    const file = join(folder, 'net.lock');
    if (found !== undefined) write(file, found);
    const asked = Array.from({ length: 20 }, () => LockFile.acquire(file));
    const results = await Promise.allSettled(asked);
    const held = results.filter((result) => result.status === 'fulfilled');
    assert.equal(held.length, 1);
    for (const { value } of held) value.release();
    assert.deepEqual(folderContents(folder), {});
  }
});

test('what an ended process has left is taken over, and so is a number that another process has by now', async (t) => {
  const file = join(temporaryFolder(t), 'net.lock');
  const ended = owner({ pid: endedProcess() });
  const recycled = owner({ pid: process.ppid, started: 'another start of the machine:1' });
  for (const left of [ended, recycled]) {
    write(file, left);
    using lock = await LockFile.acquire(file);
    assert.deepEqual(lock.tookOver, left);
    assert.equal((JSON.parse(readFileSync(file, 'utf8')) as LockOwner).pid, process.pid);
  }
});

test('while somebody takes over a lock nobody else can, and what has come in its place stays', async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, 'net.lock');
  const left = owner({ pid: endedProcess() });
  write(file, left);
  {
    using _right = await LockFile.acquire(takeoverName(file, left, JSON.stringify(left)));
    await assert.rejects(LockFile.acquire(file), (error) => {
      assert.ok(error instanceof Locked);
      assert.deepEqual([error.file, error.owner?.pid], [file, process.pid]);
      return true;
    });
    assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), left);
  }
  using lock = await LockFile.acquire(file);
  assert.deepEqual(lock.tookOver, left);
  assert.deepEqual(Object.keys(folderContents(folder)), ['net.lock']);
});

test('a process that was killed while it took over a lock keeps nobody from doing so', async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, 'net.lock');
  const [left, killed] = [owner({ pid: endedProcess() }), owner({ pid: endedProcess() })];
  write(file, left);
  const right = takeoverName(file, left, JSON.stringify(left));
  write(right, killed);
  assert.ok(isAbandoned(basename(right)), 'it is one of the files that a later run cleans away');
  using lock = await LockFile.acquire(file);
  assert.deepEqual(lock.tookOver, left);
  assert.deepEqual(Object.keys(folderContents(folder)), ['net.lock']);
});

test('a process that was killed and that nobody has asked about has ended', async () => {
  // The shell becomes a program that never asks how its child has ended.
  const shell = spawn('/bin/sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'], { stdio: 'pipe' });
  try {
    const [line] = (await once(shell.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    while (readFileSync(`/proc/${shell.pid}/comm`, 'utf8') !== 'sleep\n') await turn();
    process.kill(pid, 'SIGKILL');
    const state = () => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.[0];
    while (state() !== 'Z') await turn();
    assert.equal(isRunning({ host: hostname(), pid, started: startOf(pid) }), false);
  } finally {
    shell.kill('SIGKILL');
  }
});

test('a lock of another machine, and one that nobody can read, are refused', async (t) => {
  const file = join(temporaryFolder(t), 'net.lock');
  write(file, owner({ host: 'another machine' }));
  await assert.rejects(LockFile.acquire(file), { name: 'Locked' });
  const pids = [0, -1, 1.5, '1', null].map((pid) => ({ ...owner({}), pid }));
  const damaged = ['', 'x', '[]', 'null', '{"pid": 1}', ...pids.map((it) => JSON.stringify(it))];
  for (const text of damaged) {
    writeFileSync(file, text);
    await assert.rejects(LockFile.acquire(file), (error) => {
      assert.ok(error instanceof Locked, text);
      assert.equal(error.owner, undefined, text);
      return true;
    });
    assert.equal(readFileSync(file, 'utf8'), text, 'it stays as it is');
  }
});

test('where no lock can be made the error is that of the system', async (t) => {
  const file = join(temporaryFolder(t), 'missing', 'net.lock');
  await assert.rejects(LockFile.acquire(file), { code: 'ENOENT' });
});

test('a lock that somebody has removed and another process has taken stays', async (t) => {
  const file = join(temporaryFolder(t), 'net.lock');
  const lock = await LockFile.acquire(file);
  write(file, owner({ host: 'another machine' }));
  lock.release();
  assert.ok(existsSync(file));
});

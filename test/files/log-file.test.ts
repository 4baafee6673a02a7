import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { LogFile } from '../../src/files/log-file.js';
import { temporaryFolder } from '../support/temp-dir.js';

test('a log begins anew, or goes on behind what is there', (t) => {
  const file = join(temporaryFolder(t), 'run.log');
  for (const [append, expected] of [
    [false, 'one\n'],
    [true, 'one\none\n'],
    [false, 'one\n'],
  ] as const) {
    const log = new LogFile(file, { append });
    log.write('one\n');
    log.close();
    assert.equal(readFileSync(file, 'utf8'), expected);
  }
});

test('half a line of a killed run is ended before the next one', (t) => {
  const file = join(temporaryFolder(t), 'run.log');
  writeFileSync(file, 'whole\nhal');
  const log = new LogFile(file, { append: true });
  log.write('next\n');
  log.close();
  assert.equal(readFileSync(file, 'utf8'), 'whole\nhal\nnext\n');
});

test('a full disk is told once, and nothing more is written', () => {
  const failures: string[] = [];
  const log = new LogFile('/dev/full', {
    onFailure: (file, error) => failures.push(`${file}: ${(error as Error).message}`),
  });
  for (let i = 0; i < 3; i++) log.write('line\n');
  log.close();
  assert.equal(failures.length, 1);
  assert.match(failures[0] ?? '', /^\/dev\/full: ENOSPC/);
});

test('without a listener a failure is thrown, and so is a file that cannot be made', (t) => {
  const log = new LogFile('/dev/full');
  assert.throws(() => log.write('line\n'), { code: 'ENOSPC' });
  const folder = join(temporaryFolder(t), 'folder');
  mkdirSync(folder);
  assert.throws(() => new LogFile(folder), { code: 'EISDIR' });
});

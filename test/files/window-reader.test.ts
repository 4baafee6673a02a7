import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { decodeText, whyUnreadable } from '../../src/files/readable.js';
import { WindowReader } from '../../src/files/window-reader.js';
import { temporaryFolder } from '../support/temp-dir.js';

test('any part of a file is read, in any order', async (t) => {
  const file = join(temporaryFolder(t), 'bytes');
  const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * 7 + (i >> 8)) & 0xff));
  writeFileSync(file, bytes);
  await using reader = await WindowReader.open(file);
  assert.equal(reader.size, bytes.length);
  const places = [0, 1, 4095, 32_767, 32_768, 100_000, 65_535, 3, 199_990, 150_001];
  for (const position of places) {
    for (const length of [0, 1, 8, 40_000, 200_000]) {
      const read = await reader.read(position, length);
      const expected = bytes.subarray(position, position + length);
      assert.ok(read.equals(expected), `${length} bytes from ${position}`);
    }
  }
  assert.equal((await reader.read(200_000, 5)).length, 0);
  assert.equal((await reader.read(2 ** 40, 5)).length, 0);
});

test('only regular files are opened, and the reason is one that people understand', async (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'inner'));
  writeFileSync(join(folder, 'file'), 'x');
  for (const [path, reason] of [
    ['inner', 'is a folder'],
    ['missing', 'does not exist'],
    ['file/below', 'does not exist: a part of its path is no folder'],
    ['a\0b', 'cannot exist: its name contains a null character'],
    ['x'.repeat(300), 'cannot exist: its name is too long'],
  ] as const) {
    const error = await WindowReader.open(join(folder, path)).then(
      () => undefined,
      (cause: unknown) => cause,
    );
    assert.equal(whyUnreadable(error), reason);
  }
  assert.equal(whyUnreadable(new Error('tired')), 'cannot be read: tired');
  const denied = Object.assign(new Error('denied'), { code: 'EACCES' });
  assert.equal(whyUnreadable(denied), 'may not be read: check its permissions');
});

test('text is UTF-8 without the mark in front, or it is no text', () => {
  assert.equal(decodeText(Buffer.from('\uFEFFa猫')), 'a猫');
  assert.equal(decodeText(Buffer.from([0x61, 0xe7])), undefined);
  assert.equal(decodeText(Buffer.from('é', 'utf16le')), undefined);
});

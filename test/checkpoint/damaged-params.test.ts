import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { loadParams, type SplitParams } from '../../src/checkpoint/load.js';
import { FineTuneError, type FineTuneErrorCode } from '../../src/errors.js';
import { withLiveCounts } from '../support/live-counts.js';
import {
  floats,
  paramsFileBytes,
  rowSparse,
  uint32,
  uint64,
  version0,
  version1,
  version2,
  version3,
} from '../support/params-bytes.js';
import { temporaryFolder } from '../support/temp-dir.js';

const WEIGHT = { name: 'arg:w', shape: [2, 3], data: floats(1, 2, 3, 4, 5, 6) };
const STATE = { name: 'aux:s', shape: [2], data: floats(7, 8) };
const NAMES = ['arg:w', 'aux:s'];

/** One file of each form. */
const FILES: Readonly<Record<string, Buffer>> = {
  'version 0': paramsFileBytes([version0(WEIGHT), version0(STATE)], NAMES),
  'version 1': paramsFileBytes([version1(WEIGHT), version1(STATE)], NAMES),
  'version 2': paramsFileBytes([version2(WEIGHT), version2(STATE)], NAMES),
  'version 3': paramsFileBytes([version3(WEIGHT), version3(STATE)], NAMES),
  sparse: paramsFileBytes(
    [rowSparse({ ...WEIGHT, shape: [4, 3], rows: [1, 3] }), version2(STATE)],
    NAMES,
  ),
};

function write(test: TestContext, bytes: Uint8Array): string {
  const file = join(temporaryFolder(test), 'net-0001.params');
  writeFileSync(file, bytes);
  return file;
}

async function assertRefused(
  file: string,
  reason: RegExp,
  code: FineTuneErrorCode = 'ERR_CHECKPOINT_FORMAT',
): Promise<void> {
  await assert.rejects(loadParams(file), (error) => {
    assert.ok(error instanceof FineTuneError, String(error));
    assert.equal(error.code, code);
    assert.ok(error.message.includes(file), `the file is named: ${error.message}`);
    assert.match(error.message, reason);
    return true;
  });
}

function dispose({ argParams, auxParams }: SplitParams): void {
  for (const array of [...argParams.values(), ...auxParams.values()]) array.dispose();
}

for (const [form, bytes] of Object.entries(FILES)) {
  test(`a file of ${form} that ends early is refused, wherever it ends`, async (t) => {
    const file = write(t, bytes);
    dispose(await loadParams(file));
    for (let length = 0; length < bytes.length; length++) {
      writeFileSync(file, bytes.subarray(0, length));
      const reason = length === 0 ? /empty/ : length < 8 ? /0x112/ : /cut off.*again$/;
      await assertRefused(file, reason);
    }
  });

  test(`a file of ${form} with any single byte changed is loaded or refused, never more`, async (t) => {
    const file = write(t, bytes);
    dispose(await loadParams(file));
    await withLiveCounts(async () => {
      for (let at = 0; at < bytes.length; at++) {
        for (const change of [0x01, 0x80, 0xff]) {
          const changed = Buffer.from(bytes);
          changed[at] = (changed[at] as number) ^ change;
          writeFileSync(file, changed);
          try {
            dispose(await loadParams(file));
          } catch (error) {
            const place = `byte ${at} changed by ${change}: ${String(error)}`;
            assert.ok(error instanceof FineTuneError, place);
            assert.equal(error.code, 'ERR_CHECKPOINT_FORMAT', place);
          }
        }
      }
    });
  });
}

test('what is behind the names is ignored, as MXNet ignores it', async (t) => {
  const file = write(t, Buffer.concat([FILES['version 2'] as Buffer, Buffer.from('more')]));
  const params = await loadParams(file);
  assert.deepEqual([...params.argParams.keys()], ['w']);
  dispose(params);
});

test('a record that claims more than there is in the world is refused without an attempt', async (t) => {
  for (const shape of [[2 ** 60], [2 ** 40, 2 ** 40], [2 ** 32, 2 ** 32], [2 ** 53 - 1, 4]]) {
    const record = version2({ name: 'arg:w', shape, data: floats(1) });
    await assertRefused(write(t, paramsFileBytes([record], ['arg:w'])), /cut off/);
  }
});

test('counts of arrays and names that cannot be are refused', async (t) => {
  const bytes = FILES['version 2'] as Buffer;
  for (const count of [3n, 2n ** 32n, 2n ** 60n, 2n ** 64n - 1n]) {
    const file = write(
      t,
      Buffer.concat([bytes.subarray(0, 16), uint64(count), bytes.subarray(24)]),
    );
    await assertRefused(file, /cut off|damaged/);
  }
  const record = version2(STATE);
  await assertRefused(write(t, paramsFileBytes([record], [])), /1 arrays but 0 names/);
  await assertRefused(write(t, paramsFileBytes([record], NAMES)), /1 arrays but 2 names/);
});

test('a shape with a negative length or too many axes is refused', async (t) => {
  const bytes = Buffer.from(FILES['version 2'] as Buffer);
  bytes.writeBigInt64LE(-5n, 24 + 12);
  await assertRefused(write(t, bytes), /array 0 has a dimension of -5/);
  const axes = paramsFileBytes([Buffer.concat([uint32(999), Buffer.alloc(4096)])], ['arg:w']);
  await assertRefused(write(t, axes), /array 0 has 999 axes/);
});

test('an element type that nobody knows is damage, one that we do not know is said to be that', async (t) => {
  const of = (dtype: number) =>
    write(t, paramsFileBytes([version2({ ...STATE, dtype })], ['arg:s']));
  await assertRefused(of(99), /damaged: array 0 has the element type 99/);
  await assertRefused(of(-1), /damaged/);
  await assertRefused(of(12), /element type bfloat16.*Save it as float32/);
});

test('a name that is no text is refused', async (t) => {
  const record = version2(STATE);
  for (const name of ['arg:a\0b', 'arg:\0']) {
    await assertRefused(write(t, paramsFileBytes([record], [name])), /name that is no text/);
  }
  const bytes = paramsFileBytes([record], ['arg:xy']);
  bytes[bytes.length - 1] = 0xff;
  await assertRefused(write(t, bytes), /name that is no text/);
  const long = paramsFileBytes([record], [`arg:${'x'.repeat(70_000)}`]);
  await assertRefused(write(t, long), /a name of 70004 bytes/);
});

test('an array that is neither parameter nor state is refused, with a word on Gluon', async (t) => {
  for (const name of ['0.weight', 'w', '', 'mean:w']) {
    const file = write(t, paramsFileBytes([version2(STATE)], [name]));
    await assertRefused(file, /marked neither as parameter.*Gluon.*export/);
  }
});

test('other kinds of files are called by their names', async (t) => {
  const kinds: readonly (readonly [string | Buffer, RegExp])[] = [
    ['', /it is empty/],
    ['<!DOCTYPE html><html>404</html>', /web page.*fetch it again/],
    ['\n<html><body>moved</body></html>', /web page/],
    ['<?xml version="1.0"?><Error/>', /web page/],
    ['version https://git-lfs.github.com/spec/v1\noid sha256:ab', /Git LFS.*git lfs pull/],
    [Buffer.from('504b030414000000', 'hex'), /zip archive: unpack/],
    [Buffer.from('1f8b080000000000', 'hex'), /gzip archive: unpack/],
    [Buffer.from('0000000000000112', 'hex'), /big-endian/],
    ['{"nodes": []}', /JSON, perhaps the network: the two may be swapped/],
    ['anything else', /0x112/],
  ];
  for (const [contents, reason] of kinds) {
    await assertRefused(write(t, Buffer.from(contents)), reason);
  }
});

test('a missing file, a folder and a circle of links are told apart', async (t) => {
  const folder = temporaryFolder(t);
  const path = join(folder, 'net-0001.params');
  await assertRefused(path, /does not exist/, 'ERR_CHECKPOINT_NOT_FOUND');
  symlinkSync(path, path);
  await assertRefused(path, /circle of links/);
  mkdirSync(join(folder, 'folder'));
  await assertRefused(join(folder, 'folder'), /is a folder/);
  await assertRefused(join(folder, 'folder\0'), /null character/);
  await assertRefused('/dev/null', /no regular file/);
});

test('of two arrays with one name the later one counts, as in Python, and nothing is left over', async (t) => {
  const later = version2({ ...STATE, data: floats(1, 2) });
  const file = write(t, paramsFileBytes([version2(STATE), later], ['arg:s', 'arg:s']));
  await withLiveCounts(async () => {
    const params = await loadParams(file);
    assert.deepEqual([...((await params.argParams.get('s')?.data()) ?? [])], [1, 2]);
    dispose(params);
  });
});

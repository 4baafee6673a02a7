import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { FormatSupport } from '../../src/dataset/format-support.js';
import { examineRecordSet } from '../../src/dataset/record-set.js';
import { fixture } from '../support/paths.js';
import { temporaryFolder } from '../support/temp-dir.js';

const RECORDS = fixture('data', 'fm3_val.rec');
const INDEX = readFileSync(fixture('data', 'fm3_val.idx'), 'utf8');

function write(test: TestContext, contents: string | Buffer): string {
  const file = join(temporaryFolder(test), 'images.idx');
  writeFileSync(file, contents);
  return file;
}

async function inspect(index: string) {
  const needs = { numClasses: 3, imageShape: [3, 28, 28] } as const;
  return await examineRecordSet({ file: RECORDS, index }, { needs, formats: new FormatSupport() });
}

async function assertRefused(file: string, reason: RegExp): Promise<void> {
  const { report, findings } = await inspect(file);
  assert.equal(report?.images, 150, 'the records are looked at all the same');
  const [error, ...more] = findings.filter(({ severity }) => severity === 'error');
  assert.deepEqual(more, []);
  assert.equal(error?.kind, 'index');
  assert.equal(error.file, file);
  assert.ok(error.message.includes(file), `the file is named: ${error.message}`);
  assert.match(error.message, reason);
}

test("im2rec's index belongs to its records, in any order of lines and with any ends of lines", async (t) => {
  for (const text of [
    INDEX,
    INDEX.trimEnd(),
    INDEX.replaceAll('\n', '\r\n'),
    `${INDEX.trimEnd().split('\n').reverse().join('\n')}\n`,
  ]) {
    const { report, findings } = await inspect(write(t, text));
    assert.equal(report?.images, 150);
    assert.deepEqual(findings, []);
  }
});

test('an index of other records is refused', async (t) => {
  const lines = INDEX.trimEnd().split('\n');
  const without = (i: number) => lines.filter((_, line) => line !== i).join('\n');
  await assertRefused(write(t, without(0)), /does not name the record at offset 0.*rec2idx/);
  await assertRefused(write(t, without(149)), /does not name the record at offset/);
  await assertRefused(write(t, `${INDEX}150\t99999999\n`), /names the offset 99999999/);
  await assertRefused(write(t, INDEX.replace(/\t0\n/, '\t2\n')), /does not name .* offset 0/);
  await assertRefused(write(t, `${INDEX}7\t4\n`), /names the offset 4, where no record begins/);
  await assertRefused(write(t, ''), /does not name the record at offset 0/);
  await assertRefused(fixture('data', 'fm3_train.idx'), /not the index of .*fm3_val\.rec/);
});

test('a file that is no index is refused', async (t) => {
  for (const text of [
    'hello\n',
    '1 2\n',
    '1\t-2\n',
    '1\t2.5\n',
    'a\t0\n',
    '1\t2\t3\n',
    '\n0\t0\n',
  ]) {
    await assertRefused(write(t, text), /is not an index file: line 1/);
  }
  await assertRefused(write(t, Buffer.from([0xff, 0xfe])), /is not an index file/);
  await assertRefused(fixture('data', 'fm3_val.lst'), /is not an index file: line 1/);
  await assertRefused(join(temporaryFolder(t), 'missing.idx'), /does not exist/);
  await assertRefused(temporaryFolder(t), /is a folder/);
});

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readRunLog } from '../../../src/report/run/read-log.js';
import { epochRecords, logText, startRecord } from '../../support/run-logs.js';
import { temporaryFolder } from '../../support/temp-dir.js';

const WHOLE = logText([startRecord(), ...epochRecords(0, 0.5, 0.4)]);

function isUnusable(reason: RegExp): { code: string; message: RegExp } {
  return { code: 'ERR_CHECKPOINT_FORMAT', message: reason };
}

test('a whole log is read without a word', async (t) => {
  const file = join(temporaryFolder(t), 'm.jsonl');
  writeFileSync(file, WHOLE);
  const { records, notes } = await readRunLog(file);
  assert.deepEqual(
    records.map(({ type }) => type),
    ['start', 'window', 'epoch', 'checkpoint', 'validation'],
  );
  assert.deepEqual(notes, []);
});

test('lines that are cut off, no text, no JSON, or no record are named by their numbers, and the others count', async (t) => {
  const file = join(temporaryFolder(t), 'm.jsonl');
  const lines = WHOLE.trimEnd().split('\n');
  const cut = Buffer.from(`${lines[0]}\n\n${(lines[1] as string).slice(0, 40)}\n`);
  const rest = [
    '{"type":"epoch","time":"2026-01-01T12:00:00Z","epoch":-1,"seconds":2,"metrics":{}}',
    '{"type":"window","time":"yesterday"}',
    '[]',
    '17',
    lines[4],
  ].join('\n');
  const bytes = Buffer.concat([cut, Buffer.from([0xff, 0xfe, 0x0a]), Buffer.from(rest)]);
  writeFileSync(file, bytes);
  const { records, notes } = await readRunLog(file);
  assert.deepEqual(
    records.map(({ type }) => type),
    ['start', 'validation'],
  );
  assert.deepEqual(notes, [
    `line 3 of ${file} is no JSON text; it is left out`,
    `line 4 of ${file} is no JSON text; it is left out`,
    `line 5 of ${file} is no record: epoch is not a whole number from 0; it is left out`,
    '3 more lines could not be read and were left out',
  ]);
});

test('records of kinds that are not known are counted and left out', async (t) => {
  const file = join(temporaryFolder(t), 'm.jsonl');
  const unknown = ['gradient', 'gradient', `<b>${'x'.repeat(100)}`, 'toString'].map((type) => ({
    type,
  }));
  writeFileSync(file, WHOLE + logText(unknown));
  const { records, notes } = await readRunLog(file);
  assert.equal(records.length, 5);
  assert.deepEqual(notes, [
    '2 records of the kind "gradient", which this version does not know, were left out',
    `1 record of the kind "<b>${'x'.repeat(37)}", which this version does not know, was left out`,
    '1 record of the kind "toString", which this version does not know, was left out',
  ]);
});

test('names of objects that JavaScript knows itself are names of metrics like any other', async (t) => {
  const file = join(temporaryFolder(t), 'm.jsonl');
  const odd =
    '{"type":"epoch","time":"2026-01-01T12:00:00Z","epoch":0,"seconds":2,"metrics":{"__proto__":0.5,"constructor":null}}';
  writeFileSync(file, `${WHOLE}${odd}\n`);
  const last = (await readRunLog(file)).records.at(-1);
  assert.deepEqual(Object.entries((last as { metrics: object }).metrics), [
    ['__proto__', 0.5],
    ['constructor', null],
  ]);
});

test('what is no log at all is refused with its file', async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, 'm.jsonl');
  await assert.rejects(readRunLog(file), isUnusable(/m\.jsonl does not exist/));
  for (const [content, reason] of [
    ['', /m\.jsonl is not the record of a run: it tells of no start/],
    ['\u0000\u0001\n\u0000', /is not the record of a run: line 1 of .* is no JSON text/],
    [logText(epochRecords(0, 1, 1)), /it tells of no start/],
    [logText([startRecord({ format: 2 })]), /has the form 2, this version knows form 1 only/],
  ] as const) {
    writeFileSync(file, content);
    await assert.rejects(readRunLog(file), isUnusable(reason));
  }
  mkdirSync(join(folder, 'd.jsonl'));
  await assert.rejects(readRunLog(join(folder, 'd.jsonl')), isUnusable(/d\.jsonl is a folder/));
});

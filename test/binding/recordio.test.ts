/** Record files, one record at a time. */

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { NativeRecordReader } from '../../src/native/contract.js';
import { mxnet } from '../../src/runtime/library.js';
import { withLiveCounts } from '../support/live-counts.js';
import { assertCallFails } from '../support/native-errors.js';
import { fixture } from '../support/paths.js';
import { temporaryFolder } from '../support/temp-dir.js';

const { RecordReader, RecordWriter } = mxnet();

/** What stands before each record; inside a record it splits the record into parts. */
const MAGIC = [0x0a, 0x23, 0xd7, 0xce];

/** Records whose lengths need every kind of padding, an empty one, and some that contain the magic. */
const RECORDS: readonly (readonly number[])[] = [
  [1],
  [1, 2],
  [1, 2, 3],
  [1, 2, 3, 4],
  [],
  MAGIC,
  [...MAGIC, ...MAGIC],
  [9, 9, 9, 9, ...MAGIC, 8],
  [7, ...MAGIC, 7, 7, 7],
  [],
];

/** Writes {@link RECORDS} and says where each begins. */
async function writeRecords(file: string): Promise<number[]> {
  const writer = await RecordWriter.open(file);
  const positions: number[] = [];
  for (const record of RECORDS) {
    positions.push(await writer.tell());
    await writer.write(Uint8Array.from(record));
  }
  writer.close();
  return positions;
}

async function readAll(reader: NativeRecordReader): Promise<number[][]> {
  const records: number[][] = [];
  for (let bytes = await reader.read(); bytes !== null; bytes = await reader.read()) {
    records.push([...bytes]);
  }
  return records;
}

test('records come back as they were written', async (t) => {
  const file = join(temporaryFolder(t), 'all.rec');
  await withLiveCounts(async () => {
    await writeRecords(file);
    const reader = await RecordReader.open(file);
    assert.deepEqual(await readAll(reader), RECORDS);
    assert.equal(await reader.read(), null, 'the end stays the end');
    reader.close();
  });
});

test('a reader goes to any record, also when it has met the end', async (t) => {
  const file = join(temporaryFolder(t), 'seek.rec');
  const positions = await writeRecords(file);
  const reader = await RecordReader.open(file);
  for (const i of [3, 0, 9, 5, 4]) {
    await reader.seek(positions[i] ?? 0);
    assert.equal(await reader.tell(), positions[i]);
    assert.deepEqual([...((await reader.read()) ?? [-1])], RECORDS[i], `record ${i}`);
  }
  await reader.seek(0);
  assert.equal((await readAll(reader)).length, RECORDS.length);
  await reader.seek(0);
  assert.deepEqual(await readAll(reader), RECORDS);
  reader.close();
});

test('what was written before close is in the file, although nobody awaited it', async (t) => {
  const file = join(temporaryFolder(t), 'unawaited.rec');
  await withLiveCounts(async () => {
    const writer = await RecordWriter.open(file);
    const written = RECORDS.map((record) => writer.write(Uint8Array.from(record)));
    writer.close();
    await Promise.all(written);
  });
  const reader = await RecordReader.open(file);
  assert.deepEqual(await readAll(reader), RECORDS);
  reader.close();
});

test('bytes of a large record are the same', async (t) => {
  const file = join(temporaryFolder(t), 'large.rec');
  const large = new Uint8Array(5_000_001).map((_, i) => i % 251);
  const writer = await RecordWriter.open(file);
  await writer.write(large);
  writer.close();
  const reader = await RecordReader.open(file);
  assert.deepEqual(Buffer.compare((await reader.read()) ?? new Uint8Array(0), large), 0);
  reader.close();
});

test('files of im2rec can be read', async () => {
  const reader = await RecordReader.open(fixture('data', 'fm3_val.rec'));
  assert.equal((await readAll(reader)).length, 150);
  reader.close();
});

test('files that cannot be opened fail in libmxnet', async (t) => {
  const folder = temporaryFolder(t);
  await withLiveCounts(async () => {
    await assertCallFails('MXRecordIOReaderCreate', /No such file/, () =>
      RecordReader.open(join(folder, 'missing.rec')),
    );
    await assertCallFails('MXRecordIOWriterCreate', /directory/, () => RecordWriter.open(folder));
  });
});

test('a file that is no record file, or ends too early, fails in libmxnet', async (t) => {
  const folder = temporaryFolder(t);
  const text = join(folder, 'text.rec');
  writeFileSync(text, 'this is a text and no record file');
  const reader = await RecordReader.open(text);
  await assertCallFails('MXRecordIOReaderReadRecord', /Invalid RecordIO File/, () => reader.read());
  reader.close();

  const short = join(folder, 'short.rec');
  writeFileSync(short, readFileSync(fixture('data', 'fm3_val.rec')).subarray(0, 1000));
  const truncated = await RecordReader.open(short);
  await assertCallFails('MXRecordIOReaderReadRecord', /Invalid RecordIO File/, () =>
    truncated.read(),
  );
  truncated.close();

  const positions = await writeRecords(text);
  const lost = await RecordReader.open(text);
  await lost.seek((positions[1] ?? 0) + 1);
  await assertCallFails('MXRecordIOReaderReadRecord', /Invalid RecordIO File/, () => lost.read());
  lost.close();
});

test('a position that is none is refused', async () => {
  const reader = await RecordReader.open(fixture('data', 'fm3_val.rec'));
  for (const position of [-1, 0.5, 2 ** 53, Number.NaN]) {
    await assert.rejects(async () => reader.seek(position), {
      name: 'TypeError',
      message: '`position` must be an integer from 0 to 2 ** 53 - 1',
    });
  }
  reader.close();
});

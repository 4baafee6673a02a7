import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { FineTuneError } from '../../src/errors.js';
import { parseImageHeader } from '../../src/recordio/image-header.js';
import { scanAll, scanRecords } from '../../src/recordio/scan.js';
import { fixture } from '../support/paths.js';
import { frame, framePart, imagePayload } from '../support/record-bytes.js';
import { temporaryFolder } from '../support/temp-dir.js';

const MAGIC = Buffer.from('0a23d7ce', 'hex');

function write(test: TestContext, ...records: Uint8Array[]): string {
  const file = join(temporaryFolder(test), 'images.rec');
  writeFileSync(file, Buffer.concat(records));
  return file;
}

interface Found {
  offset: number;
  end: number;
  length: number;
  head: Buffer;
  tail: Buffer;
}

async function scan(file: string): Promise<Found[]> {
  const found: Found[] = [];
  for await (const record of scanRecords(file)) found.push(record);
  return found;
}

async function assertRefused(file: string, reason: RegExp): Promise<void> {
  await assert.rejects(scan(file), (error) => {
    assert.ok(error instanceof FineTuneError, String(error));
    assert.equal(error.code, 'ERR_DATA');
    assert.ok(error.message.includes(file), `the file is named: ${error.message}`);
    assert.match(error.message, reason);
    return true;
  });
}

test('records of any length are found where they lie', async (t) => {
  const payloads = [0, 1, 2, 3, 4, 5, 24, 4095, 4096, 4097, 40_000].map((length) =>
    Buffer.from(Array.from({ length }, (_, i) => (i * 31 + length) & 0xff)),
  );
  const found = await scan(write(t, ...payloads.map(frame)));
  let offset = 0;
  for (const [i, payload] of payloads.entries()) {
    const end = offset + 8 + Math.ceil(payload.length / 4) * 4;
    const { head, tail, ...place } = found[i] as Found;
    assert.deepEqual(place, { offset, end, length: payload.length });
    assert.ok(head.equals(payload.subarray(0, 4096)), `the beginning of record ${i}`);
    assert.ok(tail.equals(payload.subarray(-64)), `the end of record ${i}`);
    offset = end;
  }
  assert.equal(found.length, payloads.length);
});

test('a record whose payload contains the mark of records is one record', async (t) => {
  const payloads = [
    MAGIC,
    Buffer.concat([MAGIC, MAGIC, MAGIC]),
    Buffer.concat([Buffer.from('12345678'), MAGIC, Buffer.from('abc')]),
    Buffer.concat([Buffer.alloc(5000, 7), MAGIC.subarray(0, 3), MAGIC, Buffer.from('end')]),
    // Not at a whole word: it needs no cut.
    Buffer.concat([Buffer.from('1'), MAGIC, Buffer.from('23')]),
  ];
  const found = await scan(write(t, ...payloads.map(frame)));
  assert.deepEqual(
    found.map(({ length }) => length),
    payloads.map(({ length }) => length),
  );
  for (const [i, payload] of payloads.entries()) {
    const { head } = found[i] as Found;
    assert.ok(payload.subarray(0, head.length).equals(head), `the beginning of record ${i}`);
    assert.ok(head.length >= Math.min(payload.length, 4096));
  }
});

test('a header that contains the mark is read across the cut', async (t) => {
  const payload = imagePayload({ image: Buffer.from('image'), label: 2, id: MAGIC.readUInt32LE() });
  const [record] = await scan(write(t, frame(payload)));
  assert.deepEqual(parseImageHeader(record?.head as Buffer), {
    labels: [2],
    id: 0xced7230an,
    imageOffset: 24,
  });
});

test("all records of im2rec's file are found", async () => {
  const found = await scan(fixture('data', 'fm3_train.rec'));
  assert.equal(found.length, 600);
  const ids = found.map(({ head }) => parseImageHeader(head)?.id);
  assert.equal(new Set(ids).size, 600);
});

test('a file that ends early is refused, wherever it ends', async (t) => {
  const records = [Buffer.from('first record'), Buffer.concat([MAGIC, Buffer.from('parts')])];
  const bytes = Buffer.concat(records.map(frame));
  const ends = [0, frame(records[0] as Buffer).length];
  for (let length = 1; length < bytes.length; length++) {
    const file = write(t, bytes.subarray(0, length));
    if (ends.includes(length)) assert.equal((await scan(file)).length, 1);
    else await assertRefused(file, /is cut off: the record at offset \d+ .*again/);
  }
});

test('a length beyond the end of the file is refused', async (t) => {
  const file = write(t, frame(Buffer.from('good')), framePart(Buffer.from('bad'), 0, 2 ** 29 - 1));
  await assertRefused(file, /cut off: the record at offset 12/);
});

test('damage in the middle is told with its place', async (t) => {
  const good = frame(Buffer.from('good'));
  await assertRefused(write(t, good, Buffer.alloc(16), good), /damaged at offset 12: no record/);
  const lost = framePart(Buffer.from('1234'), 3);
  await assertRefused(write(t, good, lost), /damaged at offset 12: a last part without/);
  await assertRefused(write(t, framePart(Buffer.from('12'), 2)), /offset 0: a middle part without/);
  const open = framePart(Buffer.from('1234'), 1);
  await assertRefused(write(t, open, good), /damaged at offset 12: .*ends with a whole part/);
  await assertRefused(write(t, open, open), /damaged at offset 12: .*ends with a first part/);
  const unknown = framePart(Buffer.from('1234'), 5);
  await assertRefused(write(t, good, unknown), /damaged at offset 12: no record/);
});

async function everything(file: string): Promise<(number | string)[]> {
  const found: (number | string)[] = [];
  for await (const item of scanAll(file)) {
    found.push('reason' in item ? `${item.offset}-${item.end} ${item.reason}` : item.offset);
  }
  return found;
}

test('behind a damaged place the next record is found', async (t) => {
  const good = frame(Buffer.from('good'));
  const marked = frame(Buffer.concat([Buffer.from('abcd'), MAGIC, Buffer.from('efgh')]));
  const found = await everything(
    write(t, good, Buffer.alloc(20, 1), good, framePart(Buffer.from('1234'), 3), marked, good),
  );
  assert.deepEqual(
    found.map((item) => (typeof item === 'string' ? item.replace(/\. .*/, '') : item)),
    [
      0,
      '12-32 is damaged at offset 12: no record begins there',
      32,
      '44-56 is damaged at offset 44: a last part without a beginning',
      56,
      80,
    ],
  );
});

test('a wrong length does not swallow the records behind it', async (t) => {
  const payloads = ['first', 'second', 'third', 'fourth'].map((text) => frame(Buffer.from(text)));
  const starts = payloads.map((_, i) => Buffer.concat(payloads.slice(0, i)).length);
  for (const length of [0, 3, 9, 17, 30, 60, 5000, 2 ** 29 - 1]) {
    const bytes = Buffer.concat(payloads);
    bytes.writeUInt32LE(length, (starts[1] as number) + 4);
    const found = await everything(write(t, bytes));
    const records = found.filter((item) => typeof item === 'number');
    for (const start of [0, 2, 3].map((i) => starts[i] as number)) {
      assert.ok(records.includes(start), `length ${length}: ${found.join('; ')}`);
    }
    assert.equal(found.length - records.length, 1, `length ${length}: ${found.join('; ')}`);
  }
});

test('a damaged place longer than a window of the reader is passed over', async (t) => {
  const good = frame(Buffer.from('good'));
  for (const length of [262_140, 262_144, 262_148, 1_000_000]) {
    const found = await everything(write(t, good, Buffer.alloc(length, 1), good));
    assert.equal(found.length, 3);
    assert.equal(found[2], 12 + length);
  }
});

test('what is no record file is refused with what it begins with', async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, 'images.rec');
  await assertRefused(file, /does not exist/);
  writeFileSync(file, '');
  await assertRefused(file, /is empty/);
  writeFileSync(file, '<html>not found</html>');
  await assertRefused(file, /not a RecordIO file: it begins with 3c68746d .*im2rec/);
  writeFileSync(file, 'abc');
  await assertRefused(file, /cut off|not a RecordIO file/);
  mkdirSync(join(folder, 'folder'));
  await assertRefused(join(folder, 'folder'), /is a folder/);
  await assertRefused('/dev/zero', /no regular file/);
});

test('a file is closed when the loop over its records ends early', async () => {
  for (let i = 0; i < 3000; i++) {
    for await (const { offset } of scanRecords(fixture('data', 'fm3_val.rec'))) {
      assert.equal(offset, 0);
      break;
    }
  }
});

test('labels, number and image are read from a header', () => {
  const image = Buffer.from('image');
  const header = (record: Parameters<typeof imagePayload>[0]) =>
    parseImageHeader(imagePayload(record));
  assert.deepEqual(header({ image, label: 2, id: 77 }), { labels: [2], id: 77n, imageOffset: 24 });
  assert.deepEqual(header({ image, labels: [1, -2.5] }), {
    labels: [1, -2.5],
    id: 0n,
    imageOffset: 32,
  });
  assert.deepEqual(header({ image, labels: [3] }), { labels: [3], id: 0n, imageOffset: 28 });
  const packed = imagePayload({ image: Buffer.alloc(0), labels: [1, 2, 3] });
  for (const length of [0, 23, 24, 35]) {
    assert.equal(parseImageHeader(packed.subarray(0, length)), undefined);
  }
});

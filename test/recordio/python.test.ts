import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseImageHeader } from '../../src/recordio/image-header.js';
import { RecordReader } from '../../src/recordio/reader.js';
import { scanRecords } from '../../src/recordio/scan.js';
import { RecordWriter } from '../../src/recordio/writer.js';
import { digestOf } from '../support/folder-contents.js';
import { withLiveCounts } from '../support/live-counts.js';
import { pythonJson } from '../support/python.js';
import { frame } from '../support/record-bytes.js';
import { temporaryFolder } from '../support/temp-dir.js';

const MAGIC = Buffer.from('0a23d7ce', 'hex');

/** Payloads of odd lengths, and with the mark of records at all kinds of places. */
const PAYLOADS = [
  Buffer.from('x'),
  Buffer.from('ab'),
  Buffer.from('three'),
  MAGIC,
  Buffer.concat([MAGIC, MAGIC]),
  Buffer.concat([Buffer.from('1'), MAGIC, Buffer.from('2')]),
  Buffer.concat([Buffer.from('1234'), MAGIC, Buffer.from('5'), MAGIC, Buffer.from('678'), MAGIC]),
  Buffer.alloc(50_003, 0xce),
];

test('records that we write are the bytes that Python writes, and Python reads them', async (t) => {
  const folder = temporaryFolder(t);
  const ours = join(folder, 'ours.rec');
  const offsets: number[] = [];
  {
    using writer = await RecordWriter.open(ours);
    for (const payload of PAYLOADS) {
      offsets.push(await writer.tell());
      await writer.write(payload);
    }
  }
  const python = await pythonJson<{ read: string[]; offsets: number[] }>(`
import base64, json, mxnet as mx
payloads = [base64.b64decode(text) for text in ${JSON.stringify(PAYLOADS.map((p) => p.toString('base64')))}]
writer = mx.recordio.MXIndexedRecordIO(${JSON.stringify(join(folder, 'python.idx'))}, ${JSON.stringify(join(folder, 'python.rec'))}, 'w')
offsets = []
for payload in payloads:
    offsets.append(writer.tell())
    writer.write(payload)
writer.close()
reader, read = mx.recordio.MXRecordIO(${JSON.stringify(ours)}, 'r'), []
for _ in payloads:
    read.append(base64.b64encode(reader.read()).decode())
assert reader.read() is None
print(json.dumps({'read': read, 'offsets': offsets}))
`);
  assert.deepEqual(
    python.read,
    PAYLOADS.map((payload) => payload.toString('base64')),
  );
  assert.deepEqual(offsets, python.offsets);
  assert.equal(digestOf(ours), digestOf(join(folder, 'python.rec')));
  assert.deepEqual(readFileSync(ours), Buffer.concat(PAYLOADS.map(frame)));
});

test('records that Python packed are read, from the beginning and from any of their places', async (t) => {
  const file = join(temporaryFolder(t), 'python.rec');
  await pythonJson(`
import mxnet as mx
writer = mx.recordio.MXRecordIO(${JSON.stringify(file)}, 'w')
for i in range(5):
    header = mx.recordio.IRHeader(0, i / 2, 100 + i, 0)
    writer.write(mx.recordio.pack(header, b'image' * i))
writer.write(mx.recordio.pack(mx.recordio.IRHeader(0, [1, 2.5], 7, 0), b'two'))
writer.close()
print('{}')
`);
  const places: number[] = [];
  for await (const { offset } of scanRecords(file)) places.push(offset);
  using reader = await RecordReader.open(file);
  const headers = [];
  for (let record = await reader.read(); record; record = await reader.read()) {
    headers.push(parseImageHeader(Buffer.from(record)));
  }
  assert.deepEqual(headers, [
    ...[0, 1, 2, 3, 4].map((i) => ({ labels: [i / 2], id: BigInt(100 + i), imageOffset: 24 })),
    { labels: [1, 2.5], id: 7n, imageOffset: 32 },
  ]);
  for (const [i, place] of [...places.entries()].reverse()) {
    await reader.seek(place);
    assert.equal(await reader.tell(), place);
    const record = Buffer.from((await reader.read()) ?? []);
    assert.deepEqual(parseImageHeader(record), headers[i]);
  }
});

test('a writer that is dropped without a record leaves an empty file, and nothing in memory', async (t) => {
  const file = join(temporaryFolder(t), 'empty.rec');
  await withLiveCounts(async () => {
    (await RecordWriter.open(file)).dispose();
    using reader = await RecordReader.open(file);
    assert.equal(await reader.read(), undefined);
  });
  assert.equal(readFileSync(file).length, 0);
});

/** The library's data iterators. */

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { NativeBatch, NativeDataIter } from '../../src/native/contract.js';
import { mxnet } from '../../src/runtime/library.js';
import { settleLiveCounts, withLiveCounts } from '../support/live-counts.js';
import { assertCallFails } from '../support/native-errors.js';
import { csvIterator, imageIterator, valuesOf } from '../support/native-objects.js';
import { fixture } from '../support/paths.js';
import { temporaryFolder } from '../support/temp-dir.js';

const { DataIter, RecordReader, RecordWriter, liveCounts } = mxnet();

function closeBatch(batch: NativeBatch | null): void {
  batch?.data.close();
  batch?.label.close();
}

/** The number of padded rows of each batch that is left. */
async function pads(iterator: NativeDataIter): Promise<number[]> {
  const all: number[] = [];
  for (let batch = await iterator.next(); batch !== null; batch = await iterator.next()) {
    all.push(batch.pad);
    closeBatch(batch);
  }
  return all;
}

test('the kinds of iterators are listed and described', async () => {
  const kinds = DataIter.list();
  for (const kind of ['ImageRecordIter', 'CSVIter', 'MNISTIter']) assert.ok(kinds.includes(kind));
  for (const kind of kinds) {
    const described = DataIter.describe(kind);
    assert.equal(described.name, kind);
    assert.equal(described.argumentTypes.length, described.argumentNames.length);
    assert.equal(described.argumentDescriptions.length, described.argumentNames.length);
  }
  assert.ok(DataIter.describe('ImageRecordIter').argumentNames.includes('path_imgrec'));
  const unknown = /this libmxnet has no iterator Nonesuch/;
  await assertCallFails('MXListDataIters', unknown, () => DataIter.describe('Nonesuch'));
  await assertCallFails('MXListDataIters', unknown, () => DataIter.create('Nonesuch', [], []));
});

test('a batch has data, labels, the number of padded rows, and indices', async () => {
  await withLiveCounts(async () => {
    const iterator = await csvIterator();
    const first = await iterator.next();
    assert.ok(first);
    assert.deepEqual(await valuesOf(first.data), [1, 2, 3, 4]);
    assert.deepEqual(first.label.shape(), [2]);
    assert.equal(first.pad, 0);
    assert.deepEqual(first.index, BigUint64Array.of(0n, 1n));
    closeBatch(first);
    const second = await iterator.next();
    assert.ok(second);
    assert.equal(second.pad, 1);
    closeBatch(second);
    assert.equal(await iterator.next(), null);
    assert.equal(await iterator.next(), null, 'the end stays the end');
    await iterator.reset();
    const again = await iterator.next();
    assert.ok(again);
    closeBatch(again);
    iterator.close();
  });
});

test('images are decoded, and the last batch is filled up', async () => {
  await withLiveCounts(async () => {
    const iterator = await imageIterator();
    const batch = await iterator.next();
    assert.ok(batch);
    assert.deepEqual(batch.data.shape(), [32, 1, 28, 28]);
    assert.deepEqual(batch.label.shape(), [32]);
    const labels = await valuesOf(batch.label);
    assert.ok(labels.every((label) => [0, 1, 2].includes(label)));
    const pixels = await valuesOf(batch.data);
    assert.ok(pixels.every((pixel) => pixel >= 0 && pixel <= 255));
    assert.ok(pixels.some((pixel) => pixel > 0));
    closeBatch(batch);
    assert.deepEqual(await pads(iterator), [0, 0, 0, 10]);
    await iterator.reset();
    assert.equal((await pads(iterator)).length, 5);
    iterator.close();
  });
});

test('an array of a batch outlives its iterator', async () => {
  await withLiveCounts(async () => {
    const iterator = await imageIterator();
    const batch = await iterator.next();
    assert.ok(batch);
    const before = await valuesOf(batch.data);
    iterator.close();
    await mxnet().waitAll();
    assert.deepEqual(await valuesOf(batch.data), before);
    closeBatch(batch);
  });
});

test('an iterator may be closed while it reads, and while more is asked of it', async () => {
  await withLiveCounts(async () => {
    const iterator = await imageIterator();
    const batches = [iterator.next(), iterator.next(), iterator.reset(), iterator.next()];
    iterator.close();
    for (const batch of await Promise.all(batches)) closeBatch(batch ?? null);
  });
});

test('closing an iterator does not wait for its threads', async () => {
  const before = liveCounts();
  const iterator = await imageIterator();
  const reading = iterator.next();
  iterator.close();
  assert.equal(liveCounts()['DataIter'], (before['DataIter'] ?? 0) + 1, 'the lane frees it');
  closeBatch(await reading);
  await settleLiveCounts(before);
});

test('options that are wrong fail in libmxnet', async () => {
  const wrong: [message: RegExp, changes: Record<string, string>][] = [
    [/No such file/, { path_imgrec: join('nowhere', 'missing.rec') }],
    [/Invalid Parameter format for data_shape/, { data_shape: '(3' }],
    [/Invalid Parameter format for batch_size/, { batch_size: 'many' }],
  ];
  await withLiveCounts(async () => {
    for (const [message, changes] of wrong) {
      await assertCallFails('MXDataIterCreateIter', message, () => imageIterator(changes));
    }
    await assertCallFails('MXDataIterCreateIter', /Required parameter data_shape/, () =>
      DataIter.create('ImageRecordIter', [], []),
    );
  });
});

/** Copies the validation fixture with another record at its front. */
async function withRecord(file: string, record: Uint8Array): Promise<void> {
  const reader = await RecordReader.open(fixture('data', 'fm3_val.rec'));
  const writer = await RecordWriter.open(file);
  await writer.write(record);
  for (let bytes = await reader.read(); bytes !== null; bytes = await reader.read()) {
    await writer.write(bytes);
  }
  reader.close();
  writer.close();
}

test('a record that holds no image is an error of next, and the iterator can be closed', async (t) => {
  const file = join(temporaryFolder(t), 'broken.rec');
  const header = new Uint8Array(24);
  const wrong: [what: string, message: RegExp, record: Uint8Array][] = [
    ['nothing', /Check failed: size >= sizeof\(header\)/, new Uint8Array(0)],
    ['too short a header', /Check failed: size >= sizeof\(header\)/, new Uint8Array(8)],
    ['no picture', /OpenCV/, Buffer.concat([header, Buffer.from('no picture at all')])],
  ];
  for (const [, message, record] of wrong) {
    await withRecord(file, record);
    await withLiveCounts(async () => {
      const iterator = await imageIterator({ path_imgrec: file });
      await assertCallFails('MXDataIterNext', message, () => iterator.next());
      iterator.close();
    });
  }
});

test('a file that is empty, or no record file, fails in libmxnet', async (t) => {
  const folder = temporaryFolder(t);
  const files = { empty: '', text: 'this is no record file' };
  for (const [name, content] of Object.entries(files)) {
    const file = join(folder, `${name}.rec`);
    writeFileSync(file, content);
    await assertCallFails('MXDataIterCreateIter', /Cannot find any files|align/, () =>
      imageIterator({ path_imgrec: file }),
    );
  }
});

test('rows of different lengths are an error of next', async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, 'ragged.csv');
  writeFileSync(file, '1,2\n3\n5,6,7\n');
  const iterator = await DataIter.create(
    'CSVIter',
    ['data_csv', 'data_shape', 'batch_size'],
    [`${file}?delimiter=,`, '(2,)', '2'],
  );
  await assertCallFails('MXDataIterNext', /data size in CSV do not match/, () => iterator.next());
  iterator.close();
});

test('several iterators read at the same time', async () => {
  await withLiveCounts(async () => {
    const iterators = await Promise.all(
      [16, 25, 50].map((size) => imageIterator({ batch_size: String(size) })),
    );
    const counts = await Promise.all(
      iterators.map(async (iterator) => (await pads(iterator)).length),
    );
    assert.deepEqual(counts, [10, 6, 3]);
    for (const iterator of iterators) iterator.close();
  });
});

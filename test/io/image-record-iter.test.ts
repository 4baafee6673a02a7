import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { batchesOf, type DataIter } from '../../src/io/data-iter.js';
import { type ImageRecordIterOptions, imageRecordIter } from '../../src/io/image-record-iter.js';
import { listDataIters, NativeIter } from '../../src/io/native-iter.js';
import { withLiveCounts } from '../support/live-counts.js';
import { fixture } from '../support/paths.js';
import { pythonJson } from '../support/python.js';
import { plainPng, recordFile } from '../support/record-bytes.js';
import { temporaryFolder } from '../support/temp-dir.js';

const RECORDS = fixture('data', 'fm3_val.rec');

const BASE = { pathImgrec: RECORDS, dataShape: [3, 28, 28], batchSize: 40 } as const;

/** Labels and digests of the pixels of some passes. The padding is right in the first one only. */
async function passes(iterator: DataIter, count: number): Promise<string[]> {
  const found: string[] = [];
  for (let pass = 0; pass < count; pass++) {
    if (pass > 0) await iterator.reset();
    for await (const { data, label, pad } of batchesOf(iterator)) {
      const pixels = createHash('sha256').update((await data[0]?.data()) as Float32Array);
      const labels = [...((await label[0]?.data()) ?? [])].join(' ');
      found.push(`${pass} ${pass === 0 ? pad : '?'} ${labels} ${pixels.digest('hex')}`);
    }
  }
  return found;
}

test('every option goes to libmxnet as Python gives it: the batches are the same', async () => {
  const cases: readonly (readonly [Partial<ImageRecordIterOptions>, string])[] = [
    [{}, ''],
    [{ shuffle: true, seed: 7 }, 'shuffle=True, seed=7'],
    [
      { shuffle: true, pathImgidx: fixture('data', 'fm3_val.idx'), seed: 3 },
      `shuffle=True, seed=3, path_imgidx=${JSON.stringify(fixture('data', 'fm3_val.idx'))}`,
    ],
    [{ numParts: 3, partIndex: 1, batchSize: 8 }, 'num_parts=3, part_index=1, batch_size=8'],
    [{ dataShape: [1, 20, 24] }, 'data_shape=(1, 20, 24)'],
    [
      { more: { mean_r: 10, std_g: 2.5, scale: 0.5, rand_crop: true, pad: 4, fill_value: 9 } },
      'mean_r=10, std_g=2.5, scale=0.5, rand_crop=True, pad=4, fill_value=9',
    ],
    [{ more: { rand_mirror: true, resize: 40 } }, 'rand_mirror=True, resize=40'],
  ];
  const expected = await pythonJson<string[][]>(`
import hashlib, json, mxnet as mx
def run(**changes):
    options = dict(path_imgrec=${JSON.stringify(RECORDS)}, data_shape=(3, 28, 28), batch_size=40, preprocess_threads=1)
    images, found = mx.io.ImageRecordIter(**{**options, **changes}), []
    for number in range(3):
        if number > 0:
            images.reset()
        for batch in images:
            labels = ' '.join('%g' % label for label in batch.label[0].asnumpy())
            pixels = hashlib.sha256(batch.data[0].asnumpy().tobytes()).hexdigest()
            found.append('%d %s %s %s' % (number, batch.pad if number == 0 else '?', labels, pixels))
    return found
print(json.dumps([${cases.map(([, python]) => `run(${python})`).join(', ')}]))
`);
  for (const [i, [options, python]] of cases.entries()) {
    await using images = await imageRecordIter({ ...BASE, preprocessThreads: 1, ...options });
    assert.deepEqual(await passes(images, 3), expected[i], python || 'defaults');
  }
});

test('without round_batch every image comes once, and nothing tells how many rows are old', async () => {
  await using images = await imageRecordIter({ ...BASE, roundBatch: false });
  for (let pass = 0; pass < 2; pass++) {
    const pads: number[] = [];
    for await (const { pad } of batchesOf(images)) pads.push(pad);
    assert.deepEqual(pads, [0, 0, 0, 0], '150 images in batches of 40');
    await images.reset();
  }
});

test('it says what it delivers, and the first batch is not lost by that', async () => {
  await using images = await imageRecordIter({ ...BASE, dataName: 'image', labelName: 'kind' });
  assert.equal(images.batchSize, 40);
  assert.deepEqual(images.provideData, [
    { name: 'image', shape: [40, 3, 28, 28], dtype: 'float32' },
  ]);
  assert.deepEqual(images.provideLabel, [{ name: 'kind', shape: [40], dtype: 'float32' }]);
  const [first] = await passes(images, 1);
  await images.reset();
  assert.ok((await passes(images, 1)).length > 0 && first);
});

test('a misspelt parameter is refused: libmxnet would ignore it', async () => {
  for (const name of ['rand_miror', 'path_imgrecs', 'lr', '']) {
    await withLiveCounts(() =>
      assert.rejects(imageRecordIter({ ...BASE, more: { [name]: 1 } }), {
        name: 'TypeError',
        message: `ImageRecordIter has no parameter ${name}`,
      }),
    );
  }
});

test('values that libmxnet refuses keep its words, and nothing is left over', async () => {
  for (const [changes, reason] of [
    [{ more: { pad: 'wide' } }, /pad expect int but value='wide'/],
    [{ batchSize: 301 }, /must be bigger than the batch size/],
    [{ pathImgrec: '/nowhere/x.rec' }, /nowhere/],
  ] as const) {
    await withLiveCounts(() =>
      assert.rejects(
        imageRecordIter({ ...BASE, ...changes } as ImageRecordIterOptions),
        (error: Error & { code?: string }) => {
          assert.equal(error.code, 'ERR_MXNET_CALL');
          assert.match(error.message, reason);
          return true;
        },
      ),
    );
  }
});

test('sizes that cannot be are refused', async () => {
  for (const changes of [
    ...[0, -1, 1.5, Number.NaN].map((batchSize) => ({ batchSize })),
    ...[
      [3, 28],
      [3, 0, 28],
      [3, 28, 28, 1],
      [3, 28.5, 28],
    ].map((dataShape) => ({ dataShape })),
  ]) {
    const options = { ...BASE, ...changes } as unknown as ImageRecordIterOptions;
    await assert.rejects(imageRecordIter(options), RangeError);
  }
});

test('an iterator over nothing, and one that does not exist, are refused', async () => {
  const part = { ...BASE, numParts: 1000, partIndex: 999, roundBatch: false };
  await assert.rejects(imageRecordIter(part), /found no batch in its source/);
  assert.ok(listDataIters().includes('ImageRecordIter'));
  await assert.rejects(NativeIter.create('NoSuchIter', {}), /has no iterator NoSuchIter/);
});

test('names of parameters reach every iterator of the library', async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'data.csv'), '1,2\n3,4\n5,6\n');
  writeFileSync(join(folder, 'label.csv'), '0\n1\n0\n');
  await using rows = await NativeIter.create('CSVIter', {
    data_csv: `${join(folder, 'data.csv')}?delimiter=,`,
    data_shape: [2],
    label_csv: `${join(folder, 'label.csv')}?delimiter=,`,
    label_shape: [1],
    batch_size: 3,
  });
  const batch = await rows.next();
  assert.deepEqual(await batch?.data[0]?.data(), Float32Array.of(1, 2, 3, 4, 5, 6));
  batch?.dispose();
});

test('an iterator that is dropped in the middle of a pass leaves nothing', async (t) => {
  const file = join(temporaryFolder(t), 'plain.rec');
  writeFileSync(
    file,
    recordFile(Array.from({ length: 64 }, (_, i) => ({ image: plainPng(28, i, 0, 0) }))),
  );
  await withLiveCounts(async () => {
    for (let i = 0; i < 5; i++) {
      const images = await imageRecordIter({ ...BASE, pathImgrec: file, batchSize: 4 });
      const batch = await images.next();
      batch?.dispose();
      await images[Symbol.asyncDispose]();
      await assert.rejects(images.next());
    }
  });
});

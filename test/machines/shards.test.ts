import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requireShards, shardSizes } from '../../src/finetune/machines/shards.js';
import { batchesOf } from '../../src/io/data-iter.js';
import { imageRecordIter } from '../../src/io/image-record-iter.js';
import { fixture } from '../support/paths.js';
import { temporaryFolder } from '../support/temp-dir.js';
import { tinyRecords, writeRecords } from '../support/tiny-run.js';

/** How many images libmxnet reads of a part. */
async function partSize(
  file: string,
  index: string | undefined,
  numParts: number,
  partIndex: number,
): Promise<number> {
  await using images = await imageRecordIter({
    ...{ pathImgrec: file, ...(index && { pathImgidx: index }), numParts, partIndex },
    ...{ dataShape: [3, 28, 28], batchSize: 1, roundBatch: false, preprocessThreads: 1 },
  });
  let size = 0;
  for await (const _ of batchesOf(images)) size++;
  return size;
}

test('parts have as many images as libmxnet reads of them', async () => {
  const file = fixture('data', 'fm3_val.rec');
  for (const index of [undefined, fixture('data', 'fm3_val.idx')]) {
    for (const parts of [1, 2, 3, 7]) {
      const expected = await Promise.all(
        Array.from({ length: parts }, (_, i) => partSize(file, index, parts, i)),
      );
      assert.deepEqual(await shardSizes({ file, index }, parts), expected, `${parts} of ${index}`);
    }
  }
});

test('with an index parts are equal in images, and the last may be empty', async (t) => {
  const file = writeRecords(temporaryFolder(t), 'five.rec', tinyRecords(5));
  assert.deepEqual(await shardSizes({ file, index: 'five.idx' }, 4), [2, 2, 1, 0]);
  assert.deepEqual(await shardSizes({ file, index: 'five.idx' }, 1), [5]);
});

test('too few images for one machine are refused, with the machine and the ways out', () => {
  const set = { file: 'a.rec' };
  requireShards(set, [8, 9], 8, 'Lower --batch-size');
  assert.throws(() => requireShards(set, [9, 1], 8, 'Lower --batch-size'), {
    code: 'ERR_DATA',
    message:
      'a.rec has only one image for worker 1 of 2, which needs at least 8. ' +
      'Lower --batch-size, use fewer workers or more images, or give its index: then the parts have equally many',
  });
  assert.throws(() => requireShards({ ...set, index: 'a.idx' }, [0, 9], 1, 'Lower it'), {
    message: /only 0 images for worker 0 of 2.*more images$/,
  });
});

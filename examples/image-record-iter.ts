/** Batches of images from a record file, decoded and augmented by libmxnet on threads of its own. */

import { batchesOf, imageRecordIter } from 'mxnet-finetune';

const [file = 'test/fixtures/data/fm3_train.rec'] = process.argv.slice(2);

await using train = await imageRecordIter({
  pathImgrec: file,
  dataShape: [3, 24, 24],
  batchSize: 64,
  shuffle: true,
  seed: 1,
  preprocessThreads: 1,
  // Any parameter of MXNet's ImageRecordIter, by its own name.
  more: { rand_crop: true, rand_mirror: true, mean_r: 73, mean_g: 73, mean_b: 73 },
});
for (const { name, shape, dtype } of [...train.provideData, ...train.provideLabel]) {
  console.log(`${name}: ${dtype}, ${shape.join(' x ')}`);
}

// A batch shares the iterator's buffers and is disposed when the loop goes on: copy what you keep.
const counts = new Map<number, number>();
let batches = 0;
for await (const batch of batchesOf(train)) {
  batches++;
  const [labels] = batch.label;
  const values = (await labels?.data()) ?? [];
  // The last batch is filled up with records from the beginning.
  for (const label of Array.from(values, Number).slice(0, values.length - batch.pad)) {
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
}
console.log(`${batches} batches`);
for (const [label, count] of [...counts].sort()) console.log(`class ${label}: ${count} images`);

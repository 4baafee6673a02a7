/** A checkpoint that MXNet has written, asked about images in a record file. */

import { imageRecordIter, iteratePredictions, loadCheckpoint, Module } from 'mxnet-finetune';

const [
  prefix = 'test/fixtures/models/resnet20',
  epoch = '1',
  file = 'test/fixtures/data/fm3_val.rec',
] = process.argv.slice(2);

using checkpoint = await loadCheckpoint(prefix, Number(epoch));
await using images = await imageRecordIter({
  pathImgrec: file,
  dataShape: [3, 28, 28],
  batchSize: 50,
  preprocessThreads: 1,
  // As the network was trained: values from about -1 to 1.
  more: { mean_r: 127, mean_g: 127, mean_b: 127, scale: 1 / 128 },
});

using module = new Module(checkpoint.symbol);
await module.bind({ data: images.provideData, forTraining: false });
module.setParams(checkpoint);

// How often each class of the checkpoint is the likeliest one. The rows that only fill the last batch up are left out.
const counts = new Map<number, number>();
for await (const [output] of iteratePredictions(module, images)) {
  if (output === undefined) throw new RangeError('the network has no output');
  const [rows = 0, classes = 0] = output.shape;
  const values = output.values as Float32Array;
  for (let row = 0; row < rows; row++) {
    const probabilities = values.subarray(row * classes, (row + 1) * classes);
    const likeliest = probabilities.indexOf(Math.max(...probabilities));
    counts.set(likeliest, (counts.get(likeliest) ?? 0) + 1);
  }
}
for (const [likeliest, count] of [...counts].sort(([a], [b]) => a - b)) {
  console.log(`class ${likeliest}: ${count} images`);
}

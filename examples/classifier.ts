/** A checkpoint as a classifier: many images at once, the features of one, and what it tells of itself. */

import { readFile } from 'node:fs/promises';
import { Classifier } from 'mxnet-finetune';

const [prefix = 'test/fixtures/models/resnet20', ...files] = process.argv.slice(2);
const photos = files.length > 0 ? files : ['test/fixtures/photos/coffee.png'];

// No recipe lies beside this checkpoint: what training would have saved is given.
await using classifier = await Classifier.load(prefix, {
  imageShape: [3, 28, 28],
  rgbMean: [127, 127, 127],
  rgbStd: [128, 128, 128],
  resize: 28,
  maxBatch: 8,
});

// One call with several images: paths, bytes, streams and pixels may be mixed.
const [first = ''] = photos;
const answers = await classifier.classify([...photos, await readFile(first)], { topK: 2 });
for (const [i, predictions] of answers.entries()) {
  const texts = predictions.map(({ label, probability }) => `${label} ${probability.toFixed(3)}`);
  console.log(`${photos[i] ?? 'bytes'}: ${texts.join(', ')}`);
}

// Many calls at once: those that are ready together are computed together.
const signal = AbortSignal.timeout(60_000);
await Promise.all(Array.from({ length: 32 }, () => classifier.classify(first, { signal })));

const { layer, shape } = await classifier.features(first);
console.log(`features: ${layer}, ${shape.join(' x ')}`);

const { calls, queue } = classifier.stats();
console.log(`${calls.answered} images answered, ${queue.waiting} waiting`);

// A ResNet-50 answers by Classifier, from pixels of 8 bits. Arguments: prefix, images of a call, calls in a turn.
import { Classifier } from 'mxnet-finetune';
import { IMAGE, pixels, RECIPE } from './images.mjs';
import { done, turn } from './pace.mjs';

const [prefix, count, calls] = process.argv.slice(2);
const batchSize = Number(count);
const [channels, height, width] = IMAGE;
const images = pixels(batchSize).images.map((data) => ({ data, width, height, channels }));
const classifier = await Classifier.load(prefix, {
  ...RECIPE,
  batchSize,
  maxBatch: batchSize,
  // A call's images make one batch.
  maxDelayMs: 1000,
});
const answers = await classifier.classify(images, { topK: classifier.classes });
const probabilities = answers.flatMap((answer) =>
  answer.sort((a, b) => a.index - b.index).map(({ probability }) => probability),
);
for (;;) {
  await turn();
  for (let call = 0; call < Number(calls); call++) await classifier.classify(images);
  done({ images: batchSize * Number(calls), probabilities });
}

// Callers of one Classifier, each of whom asks again once he is answered. Arguments: prefix, callers, calls of each in a turn.
import { Classifier } from 'mxnet-finetune';
import { done, turn } from './pace.mjs';

const [prefix, callers, calls] = process.argv.slice(2);
const SIDE = 28;
const classifier = await Classifier.load(prefix, {
  epoch: 1,
  imageShape: [3, SIDE, SIDE],
  resize: SIDE,
  maxBatch: 32,
});
const image = {
  data: Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => (i * 7919) % 251),
  width: SIDE,
  height: SIDE,
  channels: 3,
};

async function caller() {
  for (let call = 0; call < Number(calls); call++) await classifier.classify(image);
}

for (;;) {
  await turn();
  await Promise.all(Array.from({ length: Number(callers) }, caller));
  done({ images: Number(callers) * Number(calls) });
}

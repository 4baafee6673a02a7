// The same by onnxruntime-node, from numbers. Arguments: folder with onnxruntime-node, ONNX file, images, calls in a turn.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { IMAGE, pixels } from './images.mjs';
import { done, turn } from './pace.mjs';

const [folder, file, count, calls] = process.argv.slice(2);
const { InferenceSession, Tensor } = createRequire(join(folder, 'package.json'))(
  'onnxruntime-node',
);
const batchSize = Number(count);
const { values } = pixels(batchSize);
const session = await InferenceSession.create(file, {
  intraOpNumThreads: Number(process.env.OMP_NUM_THREADS),
  graphOptimizationLevel: 'all',
});
const [input] = session.inputNames;
const [output] = session.outputNames;
for (;;) {
  await turn();
  let probabilities = [];
  for (let call = 0; call < Number(calls); call++) {
    const tensor = new Tensor('float32', values, [batchSize, ...IMAGE]);
    probabilities = (await session.run({ [input]: tensor }))[output].data;
  }
  done({ images: batchSize * Number(calls), probabilities: Array.from(probabilities) });
}

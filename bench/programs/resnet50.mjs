// Writes a ResNet-50: weights by chance, statistics of a few batches. Arguments: form, prefix. The form is v1, which normalizes
// after convolutions, or v2, which normalizes before them, as those of MXNet's model zoo do.
import {
  DataBatch,
  fromTypedArray,
  Module,
  Symbol as Net,
  ops,
  saveCheckpoint,
  scope,
  seed,
  waitAll,
  Xavier,
} from 'mxnet-finetune';
import { IMAGE, pixels } from './images.mjs';

const [form, prefix] = process.argv.slice(2);
const STAGES = [
  { units: 3, filters: 256 },
  { units: 4, filters: 512 },
  { units: 6, filters: 1024 },
  { units: 3, filters: 2048 },
];
const CLASSES = 1000;
const BATCH_SIZE = 4;
const BATCHES = 12;
/** What the statistics begin with is soon forgotten. */
const MOMENTUM = 0.6;

function normal(data, name, fixGamma = false) {
  return ops.BatchNorm(data, { fixGamma, eps: 2e-5, momentum: MOMENTUM, name });
}

function rectified(data, name) {
  return ops.Activation(data, { actType: 'relu', name: `${name}_relu` });
}

function activated(data, name) {
  return rectified(normal(data, `${name}_bn`), name);
}

function convolution(data, name, numFilter, size, stride = 1) {
  const pad = (size - 1) / 2;
  return ops.Convolution(data, {
    ...{ kernel: [size, size], stride: [stride, stride], pad: [pad, pad] },
    ...{ numFilter, noBias: true, name },
  });
}

/** Three convolutions, each before its normalization, added to what goes past them. */
function unitV1(data, name, filters, stride, isFirst) {
  const narrow = activated(convolution(data, `${name}_conv1`, filters / 4, 1), `${name}_1`);
  const middle = convolution(narrow, `${name}_conv2`, filters / 4, 3, stride);
  const wide = convolution(activated(middle, `${name}_2`), `${name}_conv3`, filters, 1);
  const shortcut = isFirst
    ? normal(convolution(data, `${name}_sc`, filters, 1, stride), `${name}_sc_bn`)
    : data;
  const sum = ops.elemwiseAdd(normal(wide, `${name}_3_bn`), shortcut, { name: `${name}_plus` });
  return rectified(sum, name);
}

/** Three convolutions, each after its normalization, added to what goes past them. */
function unitV2(data, name, filters, stride, isFirst) {
  const first = activated(data, `${name}_1`);
  const narrow = convolution(first, `${name}_conv1`, filters / 4, 1);
  const wide = convolution(activated(narrow, `${name}_2`), `${name}_conv2`, filters / 4, 3, stride);
  const body = convolution(activated(wide, `${name}_3`), `${name}_conv3`, filters, 1);
  const shortcut = isFirst ? convolution(first, `${name}_sc`, filters, 1, stride) : data;
  return ops.elemwiseAdd(body, shortcut, { name: `${name}_plus` });
}

function resnet50() {
  const isV2 = form === 'v2';
  const data = Net.variable('data');
  let body = convolution(isV2 ? normal(data, 'bn_data', true) : data, 'conv0', 64, 7, 2);
  body = ops.Pooling(activated(body, 'conv0'), {
    ...{ kernel: [3, 3], stride: [2, 2], pad: [1, 1], poolType: 'max', name: 'pooling0' },
  });
  for (const [i, { units, filters }] of STAGES.entries()) {
    for (let n = 1; n <= units; n++) {
      const stride = i > 0 && n === 1 ? 2 : 1;
      body = (isV2 ? unitV2 : unitV1)(body, `stage${i + 1}_unit${n}`, filters, stride, n === 1);
    }
  }
  body = ops.Pooling(isV2 ? activated(body, 'last') : body, {
    ...{ globalPool: true, kernel: [7, 7], poolType: 'avg', name: 'pool1' },
  });
  const scores = ops.FullyConnected(ops.flatten(body), { numHidden: CLASSES, name: 'fc1' });
  return ops.SoftmaxOutput(scores, { name: 'softmax' });
}

seed(1);
// The scope disposes the symbols of all inner nodes.
const network = scope(() => resnet50());
const module = new Module(network);
await module.bind({
  data: [{ name: 'data', shape: [BATCH_SIZE, ...IMAGE], dtype: 'float32' }],
  label: [{ name: 'softmax_label', shape: [BATCH_SIZE], dtype: 'float32' }],
});
module.initParams({
  initializer: new Xavier({ rndType: 'gaussian', factorType: 'in', magnitude: 2 }),
});
// Nothing is learned; but statistics are kept only by a whole step.
await module.initOptimizer({ optimizerOptions: { learningRate: 0 } });
for (let i = 0; i < BATCHES; i++) {
  const { values } = pixels(BATCH_SIZE, i * BATCH_SIZE);
  const batch = new DataBatch(
    [fromTypedArray(values, [BATCH_SIZE, ...IMAGE])],
    [fromTypedArray(new Float32Array(BATCH_SIZE), [BATCH_SIZE])],
  );
  await module.forward(batch);
  module.backward();
  module.update();
  await waitAll();
  batch.dispose();
}
await saveCheckpoint(prefix, 0, { symbol: network, ...(await module.getParams()) });
for (const owner of [module, network]) owner.dispose();

/** A residual network, built from operators and trained from scratch on pictures of three kinds of clothing. */

import { parseArgs } from 'node:util';
import {
  fit,
  imageRecordIter,
  Module,
  MultiFactorScheduler,
  Symbol as Net,
  ops,
  Speedometer,
  scanRecords,
  scope,
  seed,
  Xavier,
} from 'mxnet-finetune';

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: 'test/fixtures/data/fm3' },
    classes: { type: 'string', default: '3' },
    /** Units of each of the three stages: 3 make a ResNet-20. */
    units: { type: 'string', default: '1' },
    epochs: { type: 'string', default: '6' },
  },
});
const BATCH_SIZE = 30;

/** Normalization and activation come before the convolution ("pre-activation"). */
function activated(data: Net, name: string): Net {
  const normal = ops.BatchNorm(data, { fixGamma: false, eps: 2e-5, name: `${name}_bn` });
  return ops.Activation(normal, { actType: 'relu', name: `${name}_relu` });
}

function convolution(data: Net, numFilter: number, stride: number, name: string): Net {
  return ops.Convolution(data, {
    kernel: [3, 3],
    numFilter,
    stride: [stride, stride],
    pad: [1, 1],
    noBias: true,
    name,
  });
}

/** Two convolutions, added to what goes past them. */
function residualUnit(data: Net, filters: number, stride: number, name: string): Net {
  const first = activated(data, `${name}_1`);
  const hidden = activated(convolution(first, filters, stride, `${name}_conv1`), `${name}_2`);
  const body = convolution(hidden, filters, 1, `${name}_conv2`);
  if (stride === 1) return ops.elemwiseAdd(body, data, { name: `${name}_sum` });
  const shortcut = ops.Convolution(first, {
    kernel: [1, 1],
    numFilter: filters,
    stride: [stride, stride],
    noBias: true,
    name: `${name}_shortcut`,
  });
  return ops.elemwiseAdd(body, shortcut, { name: `${name}_sum` });
}

function resnet(classes: number, units: number): Net {
  let body = convolution(Net.variable('data'), 16, 1, 'conv0');
  for (const [i, filters] of [16, 32, 64].entries()) {
    for (let unit = 1; unit <= units; unit++) {
      const stride = i > 0 && unit === 1 ? 2 : 1;
      body = residualUnit(body, filters, stride, `stage${i + 1}_unit${unit}`);
    }
  }
  body = ops.Pooling(activated(body, 'last'), {
    globalPool: true,
    kernel: [7, 7],
    poolType: 'avg',
  });
  const scores = ops.FullyConnected(ops.flatten(body), { numHidden: classes, name: 'fc1' });
  return ops.SoftmaxOutput(scores, { name: 'softmax' });
}

const images = (file: string, shuffle: boolean) =>
  imageRecordIter({
    pathImgrec: file,
    dataShape: [3, 28, 28],
    batchSize: BATCH_SIZE,
    shuffle,
    preprocessThreads: 1,
    more: { mean_r: 127, mean_g: 127, mean_b: 127, scale: 1 / 128 },
  });

seed(1);
// The scope disposes the symbols of all inner nodes.
const network = scope(() => resnet(Number(values.classes), Number(values.units)));
const train = await images(`${values.data}_train.rec`, true);
const validation = await images(`${values.data}_val.rec`, false);
const module = new Module(network);
// A tenth of the learning rate for the last third of the way.
let records = 0;
for await (const _ of scanRecords(`${values.data}_train.rec`)) records++;
const updates = (Number(values.epochs) * records) / BATCH_SIZE;
const steps = [Math.ceil((updates * 2) / 3)];
const lrScheduler = new MultiFactorScheduler({ steps, factor: 0.1 });
const logger = { info: console.log, warning: console.warn };
const speedometer = new Speedometer({ batchSize: BATCH_SIZE, frequent: 10, logger });

await fit(module, {
  train,
  validation,
  numEpoch: Number(values.epochs),
  initializer: new Xavier({ rndType: 'gaussian', factorType: 'in', magnitude: 2 }),
  optimizer: 'sgd',
  optimizerOptions: { learningRate: 0.05, momentum: 0.9, wd: 1e-4, lrScheduler },
  onBatchEnd: [(event) => speedometer.batchEnd(event)],
  logger,
});
for (const owner of [module, network, train, validation]) owner.dispose();

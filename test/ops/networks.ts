/** The networks of networks.py. */

import { nameScope, ops, Symbol } from '../../src/index.js';

function lenet(): Symbol {
  const data = Symbol.variable('data');
  let body = ops.Convolution(data, { kernel: [5, 5], numFilter: 20 });
  body = ops.Activation(body, { actType: 'tanh' });
  body = ops.Pooling(body, { poolType: 'max', kernel: [2, 2], stride: [2, 2] });
  body = ops.Convolution(body, { kernel: [5, 5], numFilter: 50 });
  body = ops.Activation(body, { actType: 'tanh' });
  body = ops.Pooling(body, { poolType: 'max', kernel: [2, 2], stride: [2, 2] });
  body = ops.FullyConnected(ops.flatten(body), { numHidden: 500 });
  body = ops.Activation(body, { actType: 'tanh' });
  return ops.SoftmaxOutput(ops.FullyConnected(body, { numHidden: 10 }), { name: 'softmax' });
}

function norm(data: Symbol, name: string): Symbol {
  const options = { eps: 2e-5, momentum: 0.9, fixGamma: false, name: `${name}_bn` };
  return ops.Activation(ops.BatchNorm(data, options), { actType: 'relu', name: `${name}_relu` });
}

interface Unit {
  filters: number;
  stride: [number, number];
  dimMatch: boolean;
  name: string;
}

function unit(data: Symbol, { filters, stride, dimMatch, name }: Unit): Symbol {
  const common = { numFilter: filters, noBias: true, workspace: 256 };
  const square = { ...common, kernel: [3, 3], pad: [1, 1] };
  const first = norm(data, `${name}_a`);
  let body = ops.Convolution(first, { ...square, stride, name: `${name}_conv1` });
  body = norm(body, `${name}_b`);
  body = ops.Convolution(body, { ...square, stride: [1, 1], name: `${name}_conv2` });
  const shortcut = dimMatch
    ? data
    : ops.Convolution(first, { ...common, kernel: [1, 1], stride, name: `${name}_sc` });
  return ops.internal.Plus(body, shortcut);
}

function resnet(): Symbol {
  let body = ops.identity(Symbol.variable('data'), { name: 'id' });
  body = ops.BatchNorm(body, { fixGamma: true, eps: 2e-5, momentum: 0.9, name: 'bn_data' });
  body = ops.Convolution(body, {
    numFilter: 16,
    kernel: [3, 3],
    stride: [1, 1],
    pad: [1, 1],
    noBias: true,
    workspace: 256,
    name: 'conv0',
  });
  for (const [i, filters] of [16, 32, 64].entries()) {
    const name = `stage${i + 1}`;
    const stride: [number, number] = i === 0 ? [1, 1] : [2, 2];
    body = unit(body, { filters, stride, dimMatch: false, name: `${name}_unit1` });
    body = unit(body, { filters, stride: [1, 1], dimMatch: true, name: `${name}_unit2` });
  }
  body = norm(body, 'last');
  body = ops.Pooling(body, { globalPool: true, kernel: [7, 7], poolType: 'avg', name: 'pool1' });
  body = ops.FullyConnected(ops.Flatten(body), { numHidden: 3, name: 'fc1' });
  return ops.SoftmaxOutput(body, { name: 'softmax' });
}

function attributes(): Symbol {
  const data = Symbol.variable('data', { __lr_mult__: '2.0' });
  let body = ops.LeakyReLU(data, { actType: 'leaky', slope: 0.1 });
  body = ops.L2Normalization(body, { eps: 1e-10 });
  body = ops.LayerNorm(body, { axis: -1, eps: 1e-5 });
  // JavaScript does not tell 1.0 from 1.
  body = ops.clip(body, { aMin: '-1e+20', aMax: '1.0' });
  body = ops.clip(body, { aMin: 0, aMax: 0.1 + 0.2 });
  body = ops.Dropout(body, { p: 0.5, mode: 'always', axes: [0] });
  body = ops.sum(body, { axis: null, keepdims: true });
  body = ops.sum(body, { axis: 1 });
  body = ops.slice(body, { begin: [null, 0], end: [null, -1], step: [] });
  const padWidth = [0, 0, 0, 0, 1, 1, 2, 2];
  body = ops.Pad(body, { mode: 'constant', padWidth, constantValue: 3 });
  body = ops.Cast(body, { dtype: 'float16' });
  body = ops.Deconvolution(body, {
    kernel: [4, 4],
    numFilter: 2,
    layout: null,
    attributes: { __wd_mult__: '0.0', ctx_group: 'first' },
  });
  return ops.SoftmaxOutput(body, {
    gradScale: '1.0',
    useIgnore: true,
    ignoreLabel: -1,
    normalization: 'valid',
  });
}

function inputs(): Symbol {
  const [a, b, c] = [Symbol.variable('a'), Symbol.variable('b'), Symbol.variable('c')];
  const parts = ops.split(ops.concat([a, b, c], { dim: 1 }), { numOutputs: 3, axis: 1 });
  const [first, second, third] = parts as [Symbol, Symbol, Symbol];
  let body = ops.FullyConnected(first, { weight: b, numHidden: 4, noBias: true });
  body = ops.addN([body, second, third]);
  body = ops.stack([body, c], { axis: 0 });
  body = ops.Embedding(body, { weight: c, inputDim: 3, outputDim: 4 });
  const [values, places] = ops.topk(body, { k: 2, retTyp: 'both' });
  const { greaterScalar, PlusScalar, MulScalar } = ops.internal;
  body = ops.where(
    greaterScalar(values, { scalar: 1 }),
    PlusScalar(values, { scalar: 1 }),
    MulScalar(places, { scalar: 2.5 }),
  );
  body = ops.UpSampling([body], { scale: 2, sampleType: 'nearest' });
  return Symbol.group([ops.SoftmaxOutput(body, { label: a }), ops.BlockGrad(second)]);
}

function names(): Symbol {
  const [a, b] = [Symbol.variable('a'), Symbol.variable('b')];
  let body = ops.linalg.gemm2(a, ops.linalgGemm2(a, b), { transposeB: true });
  body = ops.contrib.BilinearResize2D(body, { height: 3, width: 4 });
  body = ops.contrib.boxNms(body);
  body = ops.image.toTensor(ops.image.resize(body, { size: [3, 4] }));
  body = ops.internal.Minus(body, ops.elemwiseAdd(a, ops.Softmax(b)));
  body = ops.random.uniformLike(body, { low: 0.5 });
  return ops.MakeLoss(ops.internal.RMinusScalar(body, { scalar: 1 }));
}

function prefixed(): Symbol {
  return nameScope(() => {
    const body = ops.FullyConnected(Symbol.variable('data'), { numHidden: 2 });
    return ops.Activation(body, { actType: 'relu', name: 'act' });
  }, 'net_');
}

/** How to build each network, by its name. */
export const NETWORKS: Readonly<Record<string, () => Symbol>> = {
  lenet,
  resnet,
  attributes,
  inputs,
  names,
  prefixed,
};

/** The types of the operators: what must compile, and, below `@ts-expect-error`, what must not. Never run. */

import {
  findOperator,
  type NDArray,
  type Operand,
  ops,
  type Shape,
  type Symbol,
} from '../../src/index.js';

/** Compiles only when `Actual` is exactly `Expected`. */
function expectType<Expected>() {
  return <Actual>(
    _value: Actual,
    ..._same: [Expected, Actual] extends [Actual, Expected] ? [] : [never]
  ): void => {};
}

export function results(array: NDArray, symbol: Symbol): void {
  expectType<NDArray>()(ops.relu(array));
  expectType<Symbol>()(ops.relu(symbol));
  expectType<Symbol>()(ops.Convolution(symbol, { kernel: [3, 3], numFilter: 64 }));
  expectType<NDArray>()(ops.concat([array, array], { dim: 0 }));
  expectType<[NDArray, NDArray]>()(ops.moments(array, { axes: [0] }));
  expectType<Symbol[]>()(ops.split(symbol, { numOutputs: 3 }));
  expectType<NDArray>()(ops.random.uniform({ shape: [2, 2] }));
  expectType<Symbol>()(ops.contrib.boxNms(symbol));
  expectType<NDArray>()(ops.linalg.gemm2(array, array, { transposeA: true }));
  expectType<NDArray>()(ops.internal.plusScalar(array, { scalar: 1 }));
}

export function resultsByAttribute(array: NDArray, symbol: Symbol, chosen: boolean): void {
  expectType<NDArray>()(ops.topk(array, { k: 2 }));
  expectType<NDArray>()(ops.topk(array, { k: 2, retTyp: 'value' }));
  expectType<[NDArray, NDArray]>()(ops.topk(array, { k: 2, retTyp: 'both' }));
  expectType<[Symbol, Symbol, Symbol]>()(ops.BatchNorm(symbol, { outputMeanVar: true }));
  expectType<Symbol>()(ops.BatchNorm(symbol, { eps: 2e-5, fixGamma: false }));
  expectType<Symbol | [Symbol, Symbol, Symbol]>()(ops.BatchNorm(symbol, { outputMeanVar: chosen }));
  expectType<Symbol[]>()(
    ops.RNN(symbol, { mode: 'lstm', stateSize: 2, numLayers: 1, stateOutputs: true }),
  );
}

/** One function for both kinds. */
export function leaky<T extends Operand>(data: T): T {
  const body = ops.LeakyReLU(data, { actType: 'leaky', slope: 0.1 });
  return ops.elemwiseAdd(data, body);
}

export function options(array: NDArray, symbol: Symbol, shape: Shape): void {
  ops.relu(symbol, { name: 'relu0', attributes: { __lr_mult__: '0.1' } });
  ops.sgdUpdate(array, array, { lr: 0.1, out: array });
  ops.FullyConnected(array, { weight: array, bias: array, numHidden: 3 });
  ops.reshape(array, { shape });
  ops.slice(array, { begin: [0, null], end: [1, null] });
  ops.sum(array, { axis: 1 });
  ops.sum(array, { axis: null, keepdims: true });
  ops.SoftmaxOutput(symbol, { gradScale: '1.0', normalization: 'batch' });
  findOperator('_npi_add')(array, array);
}

export function refused(array: NDArray, symbol: Symbol): void {
  // @ts-expect-error required attributes are missing
  ops.Convolution(symbol);
  // @ts-expect-error one of them is missing
  ops.Convolution(symbol, { kernel: [3, 3] });
  // @ts-expect-error a slip of the pen
  ops.Convolution(symbol, { kernel: [3, 3], numFliter: 64, numFilter: 64 });
  // @ts-expect-error MXNet's spelling
  ops.FullyConnected(symbol, { num_hidden: 3, numHidden: 3 });
  // @ts-expect-error no such activation
  ops.Activation(symbol, { actType: 'relu6' });
  // @ts-expect-error a text for a number
  ops.Dropout(symbol, { p: 'half' });
  // @ts-expect-error a number for a flag
  ops.FullyConnected(symbol, { numHidden: 3, noBias: 1 });
  // @ts-expect-error two kinds
  ops.broadcastAdd(array, symbol);
  // @ts-expect-error two kinds, one of them by name
  ops.FullyConnected(symbol, { numHidden: 3, weight: array });
  // @ts-expect-error arrays have no names
  ops.relu(array, { name: 'relu0' });
  // @ts-expect-error symbols are not written into
  ops.relu(symbol, { out: symbol });
  // @ts-expect-error a list is wanted
  ops.concat(array, { dim: 0 });
  // @ts-expect-error an input too few
  ops.broadcastAdd(array);
  // @ts-expect-error two results
  expectType<NDArray>()(ops.topk(array, { retTyp: 'both' }));
  // @ts-expect-error no such operator
  ops.convolve(symbol);
}

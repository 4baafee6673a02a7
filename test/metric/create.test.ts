import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Accuracy } from '../../src/metric/accuracy.js';
import { createMetric, METRIC_NAMES, type MetricLike } from '../../src/metric/create.js';
import { CustomMetric } from '../../src/metric/custom.js';
import type { HostArray } from '../../src/metric/host-array.js';
import type { Metric } from '../../src/metric/metric.js';
import { TopKAccuracy } from '../../src/metric/top-k-accuracy.js';
import type { TypedArray } from '../../src/native/contract.js';
import { fromFloat16 } from '../../src/numeric/float16.js';
import { pythonJson } from '../support/python.js';

function array(shape: number[], values: readonly number[] | TypedArray): HostArray {
  return {
    shape,
    values: Array.isArray(values) ? Float32Array.from(values) : (values as TypedArray),
  };
}

const LABELS = [array([4], [0, 1, 1, 0])];
const OUTPUTS = [array([4, 2], [0.9, 0.1, 0.2, 0.8, 0.7, 0.3, 0.4, 0.6])];

function valueAfter(metric: Metric, labels = LABELS, outputs = OUTPUTS): number {
  metric.update(labels, outputs);
  return metric.local()[0]?.[1] ?? Number.NaN;
}

test('every metric of Python has its name here', async () => {
  const names = await pythonJson<string[]>(`
import json, mxnet as mx
from mxnet import registry
print(json.dumps(list(registry.get_registry(mx.metric.EvalMetric))))
`);
  // Python cannot make a custom metric by its name either: it needs a function.
  const wanted = names.filter((name) => name !== 'custommetric').sort();
  assert.deepEqual([...METRIC_NAMES].sort(), wanted);
});

test('an unknown name is answered with those that exist', () => {
  const message = /must be one of accuracy, acc, .*, composite, .*, received auc/;
  assert.throws(() => createMetric('auc'), { name: 'RangeError', message });
  assert.throws(() => createMetric('toString'), RangeError);
});

test('a JSON text makes a metric with options', () => {
  const metric = createMetric('["top_k_accuracy", {"top_k": 3}]');
  assert.ok(metric instanceof TopKAccuracy);
  assert.equal(metric.topK, 3);
  assert.throws(() => createMetric('["acc"'), /is not JSON/);
  assert.throws(() => createMetric('[1]'), /is not a name with options/);
});

test('a list makes one metric of several, also of functions and lists', () => {
  const names: MetricLike = [
    'acc',
    [new Accuracy({ name: 'again' })],
    function ones() {
      return 1;
    },
  ];
  const metric = createMetric(names);
  metric.update(LABELS, OUTPUTS);
  assert.deepEqual(metric.local(), [
    ['accuracy', 0.5],
    ['again', 0.5],
    ['ones', 1],
  ]);
});

test('a function is averaged over its calls, or over what it counts', () => {
  assert.equal(valueAfter(createMetric(() => 3)), 3);
  const counted = new CustomMetric((label) => [label.values.length, 8], { name: 'half' });
  counted.update(LABELS, OUTPUTS);
  counted.update(LABELS, OUTPUTS);
  assert.deepEqual(counted.global(), [['half', 0.5]]);
  assert.equal(createMetric(() => 3).local()[0]?.[0], 'custom(<anonymous>)');
});

test('labels without an output are an error unless a function allows them', () => {
  const two = [...LABELS, ...LABELS];
  for (const name of ['acc', 'f1', 'pcc']) {
    assert.throws(() => createMetric(name).update(two, OUTPUTS), /needs one label for each output/);
  }
  const strict = new CustomMetric(() => 1, { name: 'one' });
  assert.throws(() => strict.update(two, OUTPUTS), /one needs one label for each output/);
  const lenient = new CustomMetric(() => 1, { allowExtraOutputs: true });
  assert.equal(valueAfter(lenient, two, OUTPUTS), 1);
});

test('a metric without samples is no number', () => {
  for (const name of METRIC_NAMES.filter((item) => !item.startsWith('composite'))) {
    const metric = createMetric(name, { topK: 2 });
    assert.ok(
      metric.local().every(([, value]) => Number.isNaN(value)),
      name,
    );
    assert.ok(
      metric.global().every(([, value]) => Number.isNaN(value)),
      name,
    );
  }
});

test('a restored metric goes on where the saved one was, and a clone begins anew', () => {
  const settings = [{ average: 'macro' }, { average: 'micro' }] as const;
  const names = METRIC_NAMES.filter((name) => !name.startsWith('composite'));
  const shapes = { pearsonr: OUTPUTS, pearsoncorrelation: OUTPUTS } as Record<string, HostArray[]>;
  for (const [name, setting] of names.flatMap((item) => settings.map((s) => [item, s] as const))) {
    const labels = shapes[name] ? [array([4, 2], [1, 2, 3, 4, 5, 6, 7, 9])] : LABELS;
    const whole = createMetric([name, 'acc'], { topK: 2, ...setting });
    whole.update(name.startsWith('pearson') ? labels : LABELS, OUTPUTS);
    const saved = JSON.parse(JSON.stringify(whole.state())) as Record<string, number>;
    const second = whole.clone();
    assert.ok(
      second.global().every(([, value]) => Number.isNaN(value)),
      name,
    );
    second.restore(saved);
    for (const metric of [whole, second]) {
      metric.resetLocal();
      metric.update(name.startsWith('pearson') ? labels : LABELS, OUTPUTS);
    }
    assert.deepEqual(second.local(), whole.local(), name);
    assert.deepEqual(second.global(), whole.global(), name);
    assert.deepEqual(second.state(), whole.state(), name);
  }
});

test('a correlation over all samples has the value of Python, also after the epoch', async () => {
  const [expected] = await pythonJson<number[]>(`
import json, mxnet as mx
metric = mx.metric.PearsonCorrelation(average='micro')
for labels in ([1, 2, 3, 5], [4, 3, 2, 2.5]):
    metric.update([mx.nd.array(labels)], [mx.nd.array([0.5, 0.25, 3, 4])])
print(json.dumps([metric.get()[1]]))
`);
  const metric = createMetric('pearsonr', { average: 'micro' });
  for (const labels of [
    [1, 2, 3, 5],
    [4, 3, 2, 2.5],
  ]) {
    metric.update([array([4], labels)], [array([4], [0.5, 0.25, 3, 4])]);
  }
  for (const [[, value = 0] = []] of [metric.local(), metric.global()]) {
    assert.ok(Math.abs(value - (expected ?? 0)) < 1e-14, String(value));
  }
});

test('labels that are no class are refused', () => {
  for (const name of ['ce', 'nll_loss', 'perplexity']) {
    for (const label of [-1, 2, Number.NaN]) {
      assert.throws(
        () => createMetric(name).update([array([1], [label])], [array([1, 2], [0.5, 0.5])]),
        { name: 'RangeError', message: `label ${label} is not one of 2 classes` },
      );
    }
  }
  assert.throws(
    () => createMetric('pcc').update([array([1], [-1])], [array([1, 2], [0.5, 0.5])]),
    /pcc needs classes from 0, received -1/,
  );
});

test('shapes that do not fit are refused by every metric that compares', () => {
  for (const name of ['acc', 'f1', 'mcc', 'ce', 'perplexity', 'mae', 'rmse', 'pearsonr', 'pcc']) {
    assert.throws(() => createMetric(name).update([array([3], [0, 1, 1])], OUTPUTS), {
      name: 'RangeError',
      message: 'the shape of the labels (3) does not match that of the predictions (4, 2)',
    });
  }
  assert.throws(
    () => createMetric('acc', { axis: 2 }).update(LABELS, OUTPUTS),
    /`axis` is 2, but the predictions have 2 dimensions/,
  );
});

test('F1 refuses more than two classes', () => {
  const labels = [array([4], [0, 1, 2, 0])];
  assert.throws(() => createMetric('f1').update(labels, OUTPUTS), /f1 needs two classes/);
});

test('options out of range are refused by name', () => {
  assert.throws(() => createMetric('top_k_accuracy'), /`topK` must be an integer of at least 2/);
  assert.throws(() => createMetric('acc', { axis: 0.5 }), /`axis` must be a whole number/);
  assert.throws(() => createMetric('f1', { average: 'weighted' as never }), /`average` must be/);
  assert.throws(() => createMetric('ce', { eps: Number.NaN }), /`eps` must be a number/);
  assert.throws(() => createMetric('perplexity', { ignoreLabel: 0.5 }), /`ignoreLabel` must be/);
  const few = createMetric('top_k_acc', { topK: 3 });
  assert.throws(() => few.update(LABELS, OUTPUTS), /`topK` is 3, but there are only 2 classes/);
});

test('labels and outputs of every element type are understood', () => {
  const half = Uint16Array.of(0x3800, 0x3400, 0x3400, 0x3a00);
  const outputs = [array([2, 2], half)];
  const kinds = [
    Int32Array.of(0, 1),
    Uint8Array.of(0, 1),
    BigInt64Array.of(0n, 1n),
    Float64Array.of(0, 1),
    Uint16Array.of(0, 0x3c00),
  ];
  for (const labels of kinds) {
    assert.equal(valueAfter(createMetric('acc'), [array([2], labels)], outputs), 1);
    const entropy = valueAfter(createMetric('ce'), [array([2], labels)], outputs);
    assert.ok(Math.abs(entropy - -Math.log(0.5 * 0.75) / 2) < 1e-6);
  }
});

test('the bits of float16 numbers are read as numpy reads them', async () => {
  const expected = await pythonJson<string[]>(`
import json, numpy as np
print(json.dumps([repr(float(x)) for x in np.arange(65536, dtype='uint16').view('float16')]))
`);
  for (const [bits, text] of expected.entries()) {
    const value = fromFloat16(bits);
    const wanted = text === 'nan' ? Number.NaN : Number(text.replace('inf', 'Infinity'));
    assert.ok(Object.is(value, wanted), `${bits}: ${value}, ${text}`);
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMetric, type MetricOptions } from '../../src/metric/create.js';
import type { HostArray } from '../../src/metric/host-array.js';
import type { Metric } from '../../src/metric/metric.js';
import { pythonFloat } from '../../src/text/python-float.js';
import { fixed } from '../../src/text/python-format.js';
import { runPython } from '../support/python.js';

interface Case {
  metric: string;
  /** By MXNet's names. */
  arguments?: Record<string, unknown>;
  kind: string;
  batches: number;
  rows: number;
  classes: number;
  outputs?: number;
}

interface Noted {
  arrays: { shape: number[]; values: string }[][];
  name: string;
  values: string[];
  printed: string[];
}

const SMALL = { batches: 12, rows: 40, classes: 5 };
const LARGE = { batches: 6, rows: 300, classes: 1000 };

/** Equal to the last bit. */
const EXACT: Case[] = [
  ...['probabilities', 'sure', 'ties', 'holes', 'classes', 'image'].map((kind) => ({
    metric: 'accuracy',
    kind,
    ...SMALL,
  })),
  { metric: 'acc', kind: 'probabilities', ...LARGE, outputs: 2 },
  { metric: 'acc', arguments: { axis: -1, name: 'mine' }, kind: 'probabilities', ...SMALL },
  ...[2, 3, 5].flatMap((top_k) =>
    ['probabilities', 'sure', 'ties', 'holes'].map((kind) => ({
      metric: 'top_k_accuracy',
      arguments: { top_k },
      kind,
      ...SMALL,
    })),
  ),
  { metric: 'top_k_acc', arguments: { top_k: 5 }, kind: 'ties', ...LARGE },
  { metric: 'TopKAccuracy', arguments: { top_k: 50 }, kind: 'sure', ...LARGE },
  ...['f1', 'mcc'].flatMap((metric) =>
    ['macro', 'micro'].map((average) => ({
      metric,
      arguments: { average },
      kind: 'probabilities',
      ...SMALL,
      classes: 2,
      outputs: 2,
    })),
  ),
  ...['ce', 'CrossEntropy', 'nll_loss', 'negativeloglikelihood'].map((metric) => ({
    metric,
    kind: 'probabilities',
    ...SMALL,
    batches: 200,
  })),
  { metric: 'ce', kind: 'sure', ...SMALL },
  { metric: 'ce', arguments: { eps: 1e-8 }, kind: 'sure', ...LARGE },
  { metric: 'nll_loss', arguments: { eps: 0.1, name: 'own' }, kind: 'probabilities', ...SMALL },
  ...['mae', 'mse', 'rmse'].flatMap((metric) =>
    ['vector', 'column', 'matrix', 'probabilities'].map((kind) => ({ metric, kind, ...SMALL })),
  ),
  { metric: 'rmse', kind: 'matrix', ...LARGE },
  { metric: 'loss', kind: 'matrix', ...SMALL },
  { metric: 'torch', kind: 'matrix', ...LARGE },
  { metric: 'Caffe', kind: 'vector', ...SMALL },
  { metric: 'pcc', kind: 'probabilities', ...SMALL },
  { metric: 'PCC', kind: 'classes', ...SMALL, outputs: 2 },
];

/**
 * Equal as far as they are printed: numpy adds up products of matrices in an order of the processor's, and C's exponential function
 * is not always rounded correctly.
 */
const PRINTED: Case[] = [
  { metric: 'perplexity', arguments: { ignore_label: null }, kind: 'probabilities', ...SMALL },
  { metric: 'perplexity', arguments: { ignore_label: 3 }, kind: 'sure', ...SMALL },
  { metric: 'Perplexity', arguments: { ignore_label: -1 }, kind: 'probabilities', ...LARGE },
  { metric: 'pearsonr', kind: 'matrix', ...SMALL },
  { metric: 'pearsoncorrelation', kind: 'vector', ...SMALL },
];

function hostArray({ shape, values }: { shape: number[]; values: string }): HostArray {
  const bytes = Buffer.from(values, 'base64');
  return { shape, values: new Float32Array(new Uint8Array(bytes).buffer) };
}

function create({ metric, arguments: given }: Case): Metric {
  const options = Object.fromEntries(
    Object.entries(given ?? {}).map(([key, value]) => [key, value ?? undefined]),
  );
  return createMetric(metric, options as MetricOptions);
}

function text(value: number): string {
  return pythonFloat(value);
}

test('every metric has the value of Python after every batch', async () => {
  const cases = [...EXACT, ...PRINTED];
  const { stdout } = await runPython('metric/metrics.py', [JSON.stringify(cases)]);
  const goldens = JSON.parse(stdout) as Noted[][];
  for (const [c, item] of cases.entries()) {
    const metric = create(item);
    assert.equal(goldens[c]?.length, item.batches);
    for (const [i, noted] of (goldens[c] ?? []).entries()) {
      if (i === Math.floor(item.batches / 2)) metric.resetLocal();
      const pairs = noted.arrays.map((pair) => pair.map(hostArray));
      metric.update(
        pairs.map(([label]) => label as HostArray),
        pairs.map(([, output]) => output as HostArray),
      );
      const [[name = '', local = 0] = [], [, whole = 0] = []] = [
        ...metric.local(),
        ...metric.global(),
      ];
      const message = `batch ${i} of ${JSON.stringify(item)}`;
      assert.equal(name, noted.name, message);
      assert.deepEqual([fixed(local), fixed(whole)], noted.printed, message);
      if (c < EXACT.length) assert.deepEqual([text(local), text(whole)], noted.values, message);
    }
  }
});

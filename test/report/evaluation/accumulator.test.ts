import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EvaluationAccumulator, type Scores } from '../../../src/report/evaluation/accumulator.js';
import { pythonJson } from '../../support/python.js';

const NAMES = ['cat', 'dog', 'owl', 'yak'];

/** What was predicted for ten images, in eighths and quarters: sums of them are exact. */
const SAMPLES: readonly (readonly [label: number, ...probabilities: number[]])[] = [
  [0, 0.75, 0.125, 0.125, 0],
  [0, 0.25, 0.5, 0.125, 0.125],
  [0, 0.5, 0.25, 0.25, 0],
  [0, 0.125, 0.75, 0.0625, 0.0625],
  [1, 0.125, 0.875, 0, 0],
  [1, 0.9375, 0, 0.0625, 0],
  [1, 0.25, 0.625, 0.125, 0],
  // Of equal probabilities the first counts.
  [2, 0.5, 0, 0.5, 0],
  [2, 0.125, 0.125, 0.75, 0],
  [2, 0.125, 0.5, 0.25, 0.125],
];

function scores(
  samples: readonly (readonly [label: number, ...probabilities: number[]])[],
  options: { classNames?: string[]; topK?: number; worst?: number; batchSize?: number } = {},
): Scores {
  const accumulator = new EvaluationAccumulator({ classNames: NAMES, ...options });
  for (const [id, [label, ...probabilities]] of samples.entries()) {
    const place = { file: `${id}.png`, id, offset: null };
    accumulator.add(Float32Array.from(probabilities), label, place);
  }
  return accumulator.result();
}

test('accuracy, confusions and the scores of the classes are those that one counts by hand', () => {
  const result = scores(SAMPLES, { topK: 2 });
  // Right: 0, 2 of the cats, 4, 6 of the dogs, 8 of the owls.
  assert.equal(result.accuracy, 0.5);
  // In 1, 3, 7 and 9 the own class is the second.
  assert.deepEqual(result.topK, { k: 2, accuracy: 0.9 });
  assert.deepEqual(result.confusion, [
    [2, 2, 0, 0],
    [1, 2, 0, 0],
    [1, 1, 1, 0],
    [0, 0, 0, 0],
  ]);
  assert.deepEqual(result.confusions, [
    { label: 'cat', predicted: 'dog', count: 2 },
    { label: 'dog', predicted: 'cat', count: 1 },
    { label: 'owl', predicted: 'cat', count: 1 },
    { label: 'owl', predicted: 'dog', count: 1 },
  ]);
  assert.deepEqual(result.perClass, [
    { label: 'cat', index: 0, support: 4, predicted: 4, precision: 0.5, recall: 0.5, f1: 0.5 },
    { label: 'dog', index: 1, support: 3, predicted: 5, precision: 0.4, recall: 2 / 3, f1: 0.5 },
    { label: 'owl', index: 2, support: 3, predicted: 1, precision: 1, recall: 1 / 3, f1: 0.5 },
    { label: 'yak', index: 3, support: 0, predicted: 0, precision: null, recall: null, f1: null },
  ]);
  const { precision, recall, f1 } = result.macro;
  assert.deepEqual([precision, f1], [1.9 / 3, 0.5]);
  assert.ok(Math.abs(recall - 0.5) < 1e-12, `${recall}`);
});

test('the loss is the mean of -ln(p + 1e-12), in whatever batches', () => {
  const right = SAMPLES.map(([label, ...probabilities]) => probabilities[label] as number);
  const expected = right.reduce((sum, p) => sum - Math.log(p + 1e-12), 0) / right.length;
  for (const batchSize of [1, 3, 10, 128]) {
    const { loss } = scores(SAMPLES, { batchSize });
    assert.ok(Math.abs(loss - expected) < 1e-6, `${loss} instead of ${expected}`);
  }
});

test('the calibration error compares how sure and how right the images of each bin are', () => {
  const { calibration } = scores(SAMPLES);
  const { bins, error } = calibration;
  assert.equal(bins.length, 15);
  assert.deepEqual([bins[0]?.lower, bins[14]?.upper], [0, 1]);
  const used = bins.filter(({ count }) => count > 0);
  assert.deepEqual(
    used.map(({ count, confidence, accuracy }) => [count, confidence, accuracy]),
    [
      // 1, 2, 7, 9 in (7/15, 8/15]; 6 in (9/15, 10/15]; 0, 3, 8 in (11/15, 12/15]; 4 in (13/15, 14/15]; 5.
      [4, 0.5, 0.25],
      [1, 0.625, 1],
      [3, 0.75, 2 / 3],
      [1, 0.875, 1],
      [1, 0.9375, 0],
    ],
  );
  const sum = 4 * 0.25 + 0.375 + 3 * (0.75 - 2 / 3) + 0.125 + 0.9375;
  assert.ok(Math.abs(error - sum / 10) < 1e-12, `${error}`);
  assert.deepEqual(
    bins.filter(
      ({ count, confidence, accuracy }) => count === 0 && (confidence ?? accuracy) !== null,
    ),
    [],
  );
});

test('a probability on the edge of two bins belongs to the lower one', () => {
  const sixth = 0.4;
  const { calibration } = scores([[0, sixth, 0.3, 0.3, 0]]);
  // In float32 0.4 is a little more.
  assert.equal(
    calibration.bins.findIndex(({ count }) => count > 0),
    6,
  );
  const { calibration: half } = scores([[0, 0.5, 0.5]], { classNames: ['a', 'b'] });
  assert.equal(
    half.bins.findIndex(({ count }) => count > 0),
    7,
  );
  const { calibration: whole } = scores([[0, 1, 0, 0, 0]]);
  assert.equal(
    whole.bins.findIndex(({ count }) => count > 0),
    14,
  );
});

test('the worst mistakes are those with the highest probability, in order, with their files', () => {
  const all = scores(SAMPLES).worst;
  assert.deepEqual(
    all.map(({ file, probability }) => [file, probability]),
    [
      ['5.png', 0.9375],
      ['3.png', 0.75],
      ['1.png', 0.5],
      ['7.png', 0.5],
      ['9.png', 0.5],
    ],
  );
  const [worst] = all;
  assert.deepEqual(worst, {
    ...{ file: '5.png', id: 5, offset: null },
    ...{ label: 'dog', predicted: 'cat', probability: 0.9375 },
  });
  assert.deepEqual(scores(SAMPLES, { worst: 3 }).worst, all.slice(0, 3));
  assert.deepEqual(scores(SAMPLES, { worst: 0 }).worst, []);
});

test('a thousand classes have the numbers that numpy computes for them', async () => {
  const classes = 1000;
  const program = `
import json, numpy as np
random = np.random.RandomState(5)
labels = random.randint(0, ${classes}, 400)
logits = random.standard_normal((400, ${classes})).astype('float32') * 2
logits[np.arange(400), labels] += 6 * (random.rand(400) < 0.7)
p = np.exp(logits - logits.max(1, keepdims=True))
p = (p / p.sum(1, keepdims=True)).astype('float32')
predicted = p.argmax(1)
order = np.argsort(-p, axis=1)
confidence = p.max(1).astype('float64')
edges = np.linspace(0, 1, 16)
bins = np.clip(np.digitize(confidence, edges, right=True) - 1, 0, 14)
error = sum(abs((predicted[bins == b] == labels[bins == b]).sum() - confidence[bins == b].sum()) for b in range(15)) / 400
occurring = np.union1d(labels, predicted)
hits = np.array([((predicted == c) & (labels == c)).sum() for c in occurring])
taken = np.array([(predicted == c).sum() for c in occurring])
own = np.array([(labels == c).sum() for c in occurring])
with np.errstate(all='ignore'):
    precision, recall = np.nan_to_num(hits / taken), np.nan_to_num(hits / own)
print(json.dumps(dict(
    labels=labels.tolist(), rows=p.astype('float64').tolist(),
    accuracy=(predicted == labels).mean(), top5=(order[:, :5] == labels[:, None]).any(1).mean(),
    loss=float(-np.log(p[np.arange(400), labels].astype('float64') + 1e-12).mean()), error=float(error),
    precision=precision.mean(), recall=recall.mean(), f1=(2 * hits / (taken + own)).mean())))
`;
  const { labels, rows, ...expected } = await pythonJson<
    { labels: number[]; rows: number[][] } & Record<string, number>
  >(program);
  const classNames = Array.from({ length: classes }, (_, i) => `class ${i}`);
  const samples = labels.map((label, i) => [label, ...(rows[i] ?? [])] as const);
  const { accuracy, topK, loss, calibration, macro, confusion } = scores(samples, { classNames });
  const ours: Record<string, number> = {
    ...{ accuracy, top5: topK.accuracy, loss, error: calibration.error, ...macro },
  };
  for (const [name, value] of Object.entries(expected)) {
    assert.ok(Math.abs((ours[name] as number) - value) < 1e-6, `${name}: ${ours[name]}, ${value}`);
  }
  assert.equal(
    confusion?.flat().reduce((sum, count) => sum + count, 0),
    400,
  );
});

test('so many classes that a matrix of them would fill the memory have their largest confusions', () => {
  const classNames = Array.from({ length: 21_841 }, (_, i) => String(i));
  const accumulator = new EvaluationAccumulator({ classNames });
  const probabilities = new Float32Array(classNames.length);
  probabilities[20_000] = 1;
  accumulator.add(probabilities, 3, { file: null, id: 0, offset: 0 });
  const { confusion, confusions, perClass } = accumulator.result();
  assert.equal(confusion, null);
  assert.deepEqual(confusions, [{ label: '3', predicted: '20000', count: 1 }]);
  assert.equal(perClass[20_000]?.precision, 0);
});

test('what is no probability or no class is refused', () => {
  const place = { file: null, id: 0, offset: null };
  const accumulator = new EvaluationAccumulator({ classNames: ['a', 'b'] });
  assert.throws(() => accumulator.result(), RangeError);
  for (const probabilities of [[1], [0.5, 0.25, 0.25], [Number.NaN, 1], [Infinity, 0]]) {
    assert.throws(() => accumulator.add(Float32Array.from(probabilities), 0, place), RangeError);
  }
  for (const label of [-1, 2, 0.5, Number.NaN]) {
    assert.throws(() => accumulator.add(Float32Array.of(1, 0), label, place), RangeError);
  }
  assert.equal(accumulator.images, 0);
  for (const topK of [0, 3, 1.5]) {
    assert.throws(
      () => new EvaluationAccumulator({ classNames: ['a', 'b'], topK }),
      /`topK` must be a whole number from 1 to 2/,
    );
  }
});

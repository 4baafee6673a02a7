import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Orthogonal, type OrthogonalOptions } from '../../src/initializer/orthogonal.js';
import { zeros } from '../../src/ndarray/create.js';
import { seed } from '../../src/runtime/random.js';
import { pythonJson } from '../support/python.js';

const SHAPES = [
  [3, 20],
  [20, 3],
  [16, 16],
  [8, 4, 3, 3],
  [64, 2, 3, 3],
  [1, 5],
  [5, 1],
];
/** The one of MXNet. */
const DEFAULT_SCALE = 1414 / 1000;
const OPTIONS: OrthogonalOptions[] = [{}, { scale: 0.5, randType: 'normal' }];

/** The weight as a matrix of as many rows as there are outputs. */
function weight(shape: readonly number[], options: OrthogonalOptions): number[][] {
  using array = zeros(shape);
  seed(7);
  new Orthogonal(options).initialize({ name: 'a_weight', attributes: new Map() }, array);
  return rowsOf([...array.dataSync()].map(Number), shape[0] ?? 0);
}

function rowsOf(values: readonly number[], rows: number): number[][] {
  const columns = values.length / rows;
  return Array.from({ length: rows }, (_, i) => values.slice(i * columns, (i + 1) * columns));
}

function transposed(matrix: readonly number[][]): number[][] {
  return (matrix[0] ?? []).map((_, k) => matrix.map((row) => row[k] as number));
}

function dot(left: readonly number[], right: readonly number[]): number {
  return left.reduce((sum, value, i) => sum + value * (right[i] as number), 0);
}

/** How far the products of all pairs of vectors are from those of an orthogonal set of a given length. */
function skewness(vectors: readonly number[][], length: number): number {
  const products = vectors.flatMap((left, i) =>
    vectors.map((right, k) => dot(left, right) / length ** 2 - (i === k ? 1 : 0)),
  );
  return Math.max(...products.map(Math.abs));
}

test('the vectors along the shorter side are at right angles and have the wanted length', () => {
  const cases = OPTIONS.flatMap((options) => SHAPES.map((shape) => [options, shape] as const));
  for (const [options, shape] of cases) {
    const matrix = weight(shape, options);
    const vectors = matrix.length <= (matrix[0]?.length ?? 0) ? matrix : transposed(matrix);
    const off = skewness(vectors, options.scale ?? DEFAULT_SCALE);
    assert.ok(off < 2e-5, `${shape.join('x')}: ${off}`);
  }
});

test('the vectors are those of Python but for their signs', async () => {
  const goldens = await pythonJson<number[][][]>(`
import json, mxnet as mx
out = []
for options in ({}, {'scale': 0.5, 'rand_type': 'normal'}):
    values = []
    for shape in json.loads('${JSON.stringify(SHAPES)}'):
        array = mx.nd.zeros(tuple(shape))
        mx.random.seed(7)
        mx.init.Orthogonal(**options)(mx.init.InitDesc('a_weight'), array)
        values.append(array.asnumpy().ravel().tolist())
    out.append(values)
print(json.dumps(out))
`);
  const cases = OPTIONS.flatMap((options, o) =>
    SHAPES.map((shape, i) => [options, shape, goldens[o]?.[i] ?? []] as const),
  );
  for (const [options, shape, values] of cases) {
    const golden = rowsOf(values, shape[0] ?? 0);
    const actual = weight(shape, options);
    // A singular vector is a row of the right ones, a column of the left ones.
    const wide = actual.length < (actual[0]?.length ?? 0);
    const [ours, theirs] = wide ? [actual, golden] : [transposed(actual), transposed(golden)];
    for (const [i, vector] of ours.entries()) {
      const off = distance(vector, theirs[i] ?? []);
      assert.ok(off < 1e-4, `${shape.join('x')} ${i}: ${off}`);
    }
  }
});

/** The largest difference of two vectors, of which one may be turned around. */
function distance(left: readonly number[], right: readonly number[]): number {
  const sign = Math.sign(dot(left, right));
  return Math.max(...left.map((value, i) => Math.abs(value - sign * (right[i] as number))));
}

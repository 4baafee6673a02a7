import assert from 'node:assert/strict';
import { test } from 'node:test';
import { float32Log } from '../../src/numeric/float32-log.js';
import { pairwiseMean, pairwiseSum } from '../../src/numeric/pairwise-sum.js';
import { pythonJson } from '../support/python.js';

test('the float32 logarithm has the bits of numpy', async () => {
  const { bits, logarithms } = await pythonJson<{ bits: number[]; logarithms: number[] }>(`
import json, numpy as np
random = np.random.RandomState(3)
x = np.concatenate([random.rand(60000), np.exp(-random.rand(40000) * 100), random.rand(2000) * 1000,
                    [0, 1, 1e-12, 1e-40, 3e-39, np.inf]]).astype('float32')
with np.errstate(divide='ignore'):
    y = np.log(x)
print(json.dumps({'bits': x.view('int32').tolist(), 'logarithms': y.view('int32').tolist()}))
`);
  const values = new Float32Array(Int32Array.from(bits).buffer);
  const ours = new Int32Array(values.map(float32Log).buffer);
  assert.deepEqual([...ours], logarithms);
  assert.ok(Number.isNaN(float32Log(-1)));
  assert.ok(Number.isNaN(float32Log(Number.NaN)));
});

test('sums and means of float32 numbers have the bits of numpy, whatever their number', async () => {
  const goldens = await pythonJson<{ values: number[]; sum: number; mean: number }[]>(`
import json, numpy as np
random = np.random.RandomState(4)
out = []
for n in list(range(1, 40)) + [100, 127, 128, 129, 136, 255, 256, 257, 1000, 1027, 4099]:
    x = (random.rand(n) * 5 - 1).astype('float32')
    out.append({'values': x.tolist(), 'sum': float(x.sum()), 'mean': float(x.mean())})
print(json.dumps(out))
`);
  for (const { values, sum, mean } of goldens) {
    assert.equal(pairwiseSum(Float32Array.from(values)), sum, `sum of ${values.length}`);
    assert.equal(pairwiseMean(Float32Array.from(values)), mean, `mean of ${values.length}`);
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitBatch } from '../../src/module/slices.js';
import { pythonJson } from '../support/python.js';

test('batches are split over devices as MXNet splits them, or refused as it refuses them', async () => {
  const loads = [[1], [1, 1], [1, 1, 1], [1, 1, 1, 1], [1, 2], [3, 1, 2], [1, 9], [0.5, 1.5, 1]];
  const cases = loads.flatMap((load) =>
    Array.from({ length: 20 }, (_, i) => [i + 1, load] as const),
  );
  const expected = await pythonJson<([number, number][] | null)[]>(`
import json
from mxnet.executor_manager import _split_input_slice
def split(size, loads):
    try:
        return [[part.start, part.stop] for part in _split_input_slice(size, loads)]
    except ValueError:
        return None
print(json.dumps([split(*case) for case in ${JSON.stringify(cases)}]))
`);
  for (const [i, [size, load]] of cases.entries()) {
    const what = `${size} rows over ${load.join(', ')}`;
    const python = expected[i];
    if (python === null) {
      assert.throws(() => splitBatch(size, load), RangeError, what);
    } else {
      const ranges = splitBatch(size, load).map(({ begin, end }) => [begin, end]);
      assert.deepEqual(ranges, python, what);
    }
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FloatTexts } from '../../src/text/float-texts.js';
import { pythonFloat } from '../../src/text/python-float.js';
import { exponential, fixed } from '../../src/text/python-format.js';
import { pythonJson } from '../support/python.js';

interface Golden {
  /** The bits of a float64, high and low. */
  bits: [number, number];
  repr: string;
  fixed: string[];
  exponential: string[];
}

/** Values of all sizes, ties of every printed digit, and the special ones. */
const PYTHON = `
import json, math, random, struct
random.seed(2)
values = [0.0, -0.0, 1.0, -1.0, 0.1, 1e-4, 9.999e-5, 1e-5, 1e15, 1e16, 123456789012345680.0, 1e22, 5e-324, 1.7976931348623157e308,
          math.inf, -math.inf, math.nan, 0.5, 1.5, 2.5, 0.0078125, 9.9999999, 0.99999995, 999999.5, 2 ** 53 + 1.0]
values += [random.choice((-1, 1)) * random.random() * 10 ** random.randint(-12, 12) for _ in range(2000)]
values += [random.randint(-10 ** 6, 10 ** 6) / 2 ** random.randint(0, 12) for _ in range(1000)]
out = []
for x in values:
    high, low = struct.unpack('>II', struct.pack('>d', x))
    out.append({'bits': [high, low], 'repr': repr(x), 'fixed': ['%f' % x, '%.3f' % x, '%.0f' % x, '%.12f' % x],
                'exponential': ['%e' % x, '%.5e' % x, '%.0e' % x]})
print(json.dumps(out))
`;

function numberFrom([high, low]: [number, number]): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setUint32(0, high);
  view.setUint32(4, low);
  return view.getFloat64(0);
}

test('numbers are written as Python writes them', async () => {
  const texts = new FloatTexts();
  for (const golden of await pythonJson<Golden[]>(PYTHON)) {
    const value = numberFrom(golden.bits);
    assert.equal(pythonFloat(value), golden.repr);
    // Written once and remembered.
    assert.equal(texts.of(value), golden.repr);
    assert.equal(texts.of(value), golden.repr);
    const digits = [6, 3, 0, 12];
    assert.deepEqual(
      digits.map((count) => fixed(value, count)),
      golden.fixed,
      golden.repr,
    );
    assert.deepEqual(
      [6, 5, 0].map((count) => exponential(value, count)),
      golden.exponential,
      golden.repr,
    );
  }
});

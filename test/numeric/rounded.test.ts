import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cos, exp, power } from '../../src/numeric/rounded.js';
import { pythonJson } from '../support/python.js';

/** Arguments, what C's library gives, and what 60 decimal digits round to. */
type Case = [argument: number[], library: number, exact: number];

const POWERS = `
import json, random
from decimal import Decimal, getcontext
getcontext().prec = 60
random.seed(7)
cases = [(b, float(t)) for b in (0.9, 0.999, 0.6) for t in list(range(1, 70)) + list(range(70, 6000, 37))]
cases += [(0.96, t * 0.004) for t in range(1, 300)]
cases += [(random.random(), random.choice([0.5, 0.9, 1.5, 2.0, 3.0, random.random() * 9])) for _ in range(2000)]
cases += [(random.random() * 1e6, random.random() * 20 - 10) for _ in range(500)]
print(json.dumps([[[b, e], b ** e, float((Decimal(b).ln() * Decimal(e)).exp()) if e != int(e) else float(Decimal(b) ** Decimal(e))] for b, e in cases]))
`;

const EXPONENTIALS = `
import json, math, random
from decimal import Decimal, getcontext
getcontext().prec = 60
random.seed(8)
cases = [random.random() * 40 - 20 for _ in range(2000)] + [1e-9, -1e-9, 700.0, -700.0, 1.0]
print(json.dumps([[[x], math.exp(x), float(Decimal(x).exp())] for x in cases]))
`;

const COSINES = `
import json, math
print(json.dumps([[[math.pi * i / n], math.cos(math.pi * i / n), 0] for n in (7, 100, 999) for i in range(n + 1)]))
`;

function share(cases: readonly Case[], wrong: (item: Case) => boolean): number {
  return cases.filter(wrong).length / cases.length;
}

test('a power is rounded correctly, and is what Python gives but for one in a few hundred', async () => {
  const cases = await pythonJson<Case[]>(POWERS);
  for (const [[base = 0, exponent = 0], , exact] of cases) {
    assert.equal(power(base, exponent), exact, `${base} ** ${exponent}`);
  }
  assert.ok(share(cases, ([[b = 0, e = 0], library]) => power(b, e) !== library) < 0.005);
});

test('an exponential is rounded correctly', async () => {
  const cases = await pythonJson<Case[]>(EXPONENTIALS);
  for (const [[value = 0], , exact] of cases) assert.equal(exp(value), exact, String(value));
  assert.ok(share(cases, ([[value = 0], library]) => exp(value) !== library) < 0.005);
});

test('a cosine is what Python gives but for one in a few hundred', async () => {
  const cases = await pythonJson<Case[]>(COSINES);
  assert.ok(share(cases, ([[angle = 0], library]) => cos(angle) !== library) < 0.01);
});

test('powers at the borders of what a double holds are those of Math.pow', () => {
  assert.equal(power(0, 0), 1);
  assert.equal(power(0, 2), 0);
  assert.equal(power(1, 1e9), 1);
  assert.equal(power(2, 2000), Number.POSITIVE_INFINITY);
  assert.equal(power(0.5, 5000), 0);
  assert.equal(power(-2, 3), -8);
  assert.ok(Number.isNaN(power(Number.NaN, 1)));
  assert.equal(power(0.5, 1074), Number.MIN_VALUE);
});

test('a tie between two doubles goes to the even one', () => {
  // (2 ** 27 + 1) ** 2 has one bit more than a double.
  assert.equal(power(2 ** 27 + 1, 2), (2 ** 27 + 1) * (2 ** 27 + 1));
});

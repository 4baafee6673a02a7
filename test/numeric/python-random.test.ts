import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PythonRandom } from '../../src/numeric/python-random.js';
import { pythonJson } from '../support/python.js';

const SEEDS = [0, 1, 100, -7, 2 ** 32 - 1, 2 ** 32, 2 ** 40 + 5];
const LENGTHS = [0, 1, 2, 3, 8, 100, 5000];

test("lists are shuffled as by Python's random", async () => {
  const python = await pythonJson<number[][]>(`
import json, random
orders = []
for seed in ${JSON.stringify(SEEDS)}:
    for length in ${JSON.stringify(LENGTHS)}:
        random.seed(seed)
        order = list(range(length))
        random.shuffle(order)
        orders.append(order)
print(json.dumps(orders))
`);
  const ours = SEEDS.flatMap((seed) =>
    LENGTHS.map((length) => {
      const order = Array.from({ length }, (_, i) => i);
      new PythonRandom(seed).shuffle(order);
      return order;
    }),
  );
  assert.deepEqual(ours, python);
});

test('one generator goes on where it stood', async () => {
  const python = await pythonJson<number[]>(`
import json, random
random.seed(5)
print(json.dumps([random._inst._randbelow(10 ** 6 + i) for i in range(2000)]))
`);
  const random = new PythonRandom(5);
  const ours = Array.from({ length: 2000 }, (_, i) => random.below(10 ** 6 + i));
  assert.deepEqual(ours, python);
});

/** Networks built with operators, compared with Python's. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nameScope, ops, Symbol, scope } from '../../src/index.js';
import { withLiveCounts } from '../support/live-counts.js';
import { runPython } from '../support/python.js';
import { NETWORKS } from './networks.js';

const python = JSON.parse((await runPython('ops/networks.py')).stdout) as Record<string, string>;

for (const [name, build] of Object.entries(NETWORKS)) {
  test(`the JSON of the network \`${name}\` is Python's, byte for byte`, async () => {
    const network = scope(() => nameScope(build));
    assert.equal(await network.toJson(), python[name]);
    network.dispose();
  });
}

test('every network of the Python program was compared', () => {
  assert.deepEqual(Object.keys(python), Object.keys(NETWORKS));
});

test('automatic names count from 0 in a scope of names, and go on behind it', () => {
  scope(() => {
    const named = () => ops.Dropout(Symbol.variable('data')).name;
    const [before, inner, after] = [named(), nameScope(() => [named(), named()]), named()];
    assert.deepEqual(inner, ['dropout0', 'dropout1']);
    const number = (name?: string) => Number(name?.slice('dropout'.length));
    assert.equal(number(after), number(before) + 1);
  });
});

test('a scope of names ends with an error of what it builds', () => {
  scope(() => {
    const build = () => {
      throw new Error('no network');
    };
    assert.throws(() => nameScope(build, 'lost_'), /no network/);
    assert.equal(ops.relu(Symbol.variable('data'), { name: 'relu' }).name, 'relu');
  });
});

test('several results of a symbol are symbols of their own', () => {
  scope(() => {
    const parts = ops.split(Symbol.variable('data'), { numOutputs: 2, name: 'parts' });
    assert.deepEqual(
      parts.map((part) => part.listOutputs()),
      [['parts_output0'], ['parts_output1']],
    );
    const one = ops.split(Symbol.variable('data'), { numOutputs: 1, name: 'one' });
    assert.deepEqual(
      one.map((part) => part.listOutputs()),
      [['one_output0']],
    );
  });
});

test('wrong calls are refused and leave nothing behind', async () => {
  await withLiveCounts(() =>
    scope(() => {
      const data = Symbol.variable('data');
      const wrong = ops as unknown as Record<string, (...parameters: unknown[]) => unknown>;
      assert.throws(() => wrong['relu']?.(data, { out: data }), {
        name: 'TypeError',
        message: 'the option `out` of relu is for arrays only',
      });
      assert.throws(() => ops.resetArrays([data], { numArrays: 1 }), {
        name: 'TypeError',
        message: 'reset_arrays is for arrays only',
      });
      assert.throws(() => ops.Pooling(data, { poolType: 'max' }), /0D pooling not supported/);
      assert.throws(
        () =>
          ops.adamUpdate(data, data, data, data, {
            lr: '0.1',
            name: 'u',
            attributes: { nope: '1' },
          }),
        /nope/,
      );
    }),
  );
});

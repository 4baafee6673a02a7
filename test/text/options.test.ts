import assert from 'node:assert/strict';
import { test } from 'node:test';
import { camelCase, camelCaseOptions } from '../../src/text/camel-case.js';
import { choiceOption, numberOption, wholeNumberOption } from '../../src/text/check-option.js';

test('names of MXNet become names of this package, and those stay', () => {
  assert.equal(camelCase('learning_rate'), 'learningRate');
  assert.equal(camelCase('top_k'), 'topK');
  assert.equal(camelCase('beta1'), 'beta1');
  assert.equal(camelCase('clipGradient'), 'clipGradient');
  assert.deepEqual(camelCaseOptions({ rnd_type: 'uniform', magnitude: undefined, wd_lh: 0 }), {
    rndType: 'uniform',
    wdLh: 0,
  });
});

test('an option that is not given has its default', () => {
  assert.equal(numberOption('wd', undefined, 0.5), 0.5);
  assert.equal(wholeNumberOption('steps', undefined, 3), 3);
  assert.equal(choiceOption('mode', undefined, ['a', 'b'], 'b'), 'b');
});

test('an option of the wrong kind is refused with its name and value', () => {
  for (const value of ['1', null, Number.NaN, Number.POSITIVE_INFINITY, [1]]) {
    assert.throws(() => numberOption('wd', value, 0), {
      name: 'RangeError',
      message: `\`wd\` must be a number, received ${String(value)}`,
    });
  }
  for (const value of [0.5, -1, '2', Number.NaN]) {
    assert.throws(() => wholeNumberOption('steps', value, 0), {
      name: 'RangeError',
      message: `\`steps\` must be a whole number from 0, received ${String(value)}`,
    });
  }
  assert.equal(wholeNumberOption('axis', -1, 1, Number.NEGATIVE_INFINITY), -1);
  assert.throws(() => choiceOption('mode', 'c', ['a', 'b'], 'a'), {
    name: 'RangeError',
    message: '`mode` must be one of a, b, received c',
  });
});

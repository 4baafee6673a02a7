import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseImageShape, parseInts, parseNumbers, parseRgb } from '../../src/finetune/numbers.js';
import { parsePythonFloat, parsePythonInt } from '../../src/text/python-numbers.js';
import { pythonJson } from '../support/python.js';

const TEXTS = [
  ...['0', '7', '+7', '-7', '007', ' 7 ', '\t7\n', '1_000', '1__0', '_1', '1_', '', ' ', '+', '-'],
  ...['1.5', '.5', '5.', '.', '1e3', '1E-3', '1e', '1_0.5e1_0', '-.5e+2', '0x10', '0b1', '1j'],
  ...['1,000', '1 000', '--1', '+-1', '1e400', '1a', 'ten', '1.5.2', '1e5.5', '9'.repeat(30)],
];

test('whole numbers and numbers are those that Python reads', async () => {
  const expected = await pythonJson<[(string | null)[], (string | null)[]]>(`
import json
def read(kind, text):
    try:
        return repr(float(kind(text)))
    except (ValueError, OverflowError):
        return None
texts = json.loads(${JSON.stringify(JSON.stringify(TEXTS))})
print(json.dumps([[read(int, text) for text in texts], [read(float, text) for text in texts]]))
`);
  for (const [kind, parse] of [parsePythonInt, parsePythonFloat].entries()) {
    for (const [i, text] of TEXTS.entries()) {
      const python = expected[kind]?.[i] ?? undefined;
      const value = python === 'inf' ? Number.POSITIVE_INFINITY : python && Number(python);
      assert.equal(parse(text), value, `${kind === 0 ? 'int' : 'float'} of '${text}'`);
    }
  }
});

test('what Python calls a number, but nobody can compute with, is refused', () => {
  for (const text of ['nan', 'NaN', 'inf', '-inf', 'Infinity']) {
    assert.equal(parsePythonFloat(text), undefined, text);
  }
});

test('lists are numbers separated by commas', () => {
  assert.deepEqual(parseNumbers('--x', '1, .5,-2e1'), [1, 0.5, -20]);
  assert.deepEqual(parseInts('--x', '3 ,-4'), [3, -4]);
  for (const text of ['', ',', '1,', ',1', '1,,2', '1;2', 'a', '1e400', '0x1', 'Infinity']) {
    assert.throws(() => parseNumbers('--x', text), { code: 'ERR_OPTION', message: /^--x / }, text);
  }
  assert.throws(() => parseInts('--x', '1.5'), /whole numbers/);
});

test('colours are three numbers', () => {
  assert.deepEqual(parseRgb('--rgb-mean', '123.68,116.779,103.939'), [123.68, 116.779, 103.939]);
  for (const text of ['1', '1,2', '1,2,3,4', '1,2,x', '']) {
    assert.throws(() => parseRgb('--rgb-mean', text), { code: 'ERR_OPTION' }, text);
  }
});

test('a shape is channels, height and width that an image can have', () => {
  for (const [text, shape] of [
    ['3,224,224', [3, 224, 224]],
    [' 1 , 28 , 32 ', [1, 28, 32]],
    ['4,1,1', [4, 1, 1]],
  ] as const) {
    assert.deepEqual(parseImageShape('--image-shape', text), shape);
  }
  for (const text of [
    ...['', '3', '3,28', '3,28,28,1', '3,0,28', '3,-1,28', '3,1.5,28', '3x28x28', '(3,28,28)'],
    ...['2,28,28', '5,28,28', '3,1e2,28', '3,NaN,28', '3,100000,100000', '3,9007199254740993,1'],
  ]) {
    assert.throws(
      () => parseImageShape('--image-shape', text),
      { code: 'ERR_OPTION', message: /^--image-shape / },
      text,
    );
  }
});

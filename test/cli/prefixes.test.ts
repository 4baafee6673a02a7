import assert from 'node:assert/strict';
import { test } from 'node:test';
import { completeOptions } from '../../src/cli/options/prefixes.js';

const NAMES = ['batch-size', 'lr', 'lr-factor', 'model-prefix', 'mom', 'monitor'];

test('an unambiguous beginning stands for the whole name, with a value behind or after it', () => {
  assert.deepEqual(completeOptions(['--batch', '8', '--mod=out/x=y'], NAMES), [
    '--batch-size',
    '8',
    '--model-prefix=out/x=y',
  ]);
});

test('a whole name wins over longer names that begin with it', () => {
  assert.deepEqual(completeOptions(['--lr', '1'], NAMES), ['--lr', '1']);
});

test('an ambiguous beginning is refused, naming the candidates', () => {
  assert.throws(() => completeOptions(['--mo', '1'], NAMES), {
    code: 'ERR_OPTION',
    message: '--mo is ambiguous: it could be --model-prefix, --mom, --monitor',
  });
});

test('an option of our own makes no beginning ambiguous that fine-tune.py understands', () => {
  const names = [...NAMES, 'modelzoo-url', 'model'];
  const own = new Set(['modelzoo-url', 'model']);
  assert.deepEqual(completeOptions(['--mod', 'x'], names, own), ['--model-prefix', 'x']);
  assert.deepEqual(completeOptions(['--modelz', 'x'], names, own), ['--modelzoo-url', 'x']);
  assert.deepEqual(completeOptions(['--model', 'x'], names, own), ['--model', 'x']);
});

test('unknown names, values and everything behind -- stay as they are', () => {
  const argv = ['train', '--unknown', '-1', '-x', 'batch', '--', '--batch'];
  assert.deepEqual(completeOptions(argv, NAMES), argv);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  countText,
  durationText,
  metricText,
  NONE,
  percentText,
  timeText,
} from '../../../src/report/page/numbers.js';
import {
  metricTitle,
  shellWord,
  shortText,
  withoutPasswords,
} from '../../../src/report/page/texts.js';

test('numbers are written for people', () => {
  assert.equal(countText(1_281_167), '1,281,167');
  assert.equal(percentText(0.98214), '98.2\u00a0%');
  assert.equal(percentText(null), NONE);
  assert.equal(metricText(0.98214), '0.9821');
  assert.equal(metricText(123_456_789), '123460000');
  assert.equal(metricText(Number.MAX_VALUE), '1.7977e+308');
  assert.equal(metricText(null), NONE);
  assert.equal(metricText(undefined), NONE);
});

test('times have the two largest units', () => {
  assert.equal(durationText(7.26), '7.3 s');
  assert.equal(durationText(147.6), '2 min 28 s');
  assert.equal(durationText(3600), '1 h');
  assert.equal(durationText(90_061), '1 d 1 h');
  assert.equal(timeText('2026-01-31T18:05:59+01:00'), '2026-01-31 17:05 UTC');
});

test('long texts are cut between characters', () => {
  assert.equal(shortText('abcd', 4), 'abcd');
  assert.equal(shortText('abcde', 4), 'abc…');
  assert.equal(shortText('🐈🐈🐈', 2), '🐈…');
  assert.ok(shortText('x'.repeat(1e6)).length <= 120);
});

test('passwords in addresses are not told', () => {
  assert.equal(withoutPasswords('sftp://user:secret@host/zoo'), 'sftp://…@host/zoo');
  assert.equal(withoutPasswords('a/b@c.rec'), 'a/b@c.rec');
});

test('metrics have the names that people use', () => {
  assert.equal(metricTitle('accuracy'), 'Accuracy');
  assert.equal(metricTitle('top_k_accuracy_5'), 'Top-5 accuracy');
  assert.equal(metricTitle('cross-entropy'), 'Cross-entropy');
});

test('a word for the command line is what a shell reads back', () => {
  assert.equal(shellWord('output/flowers-2'), 'output/flowers-2');
  assert.equal(shellWord("it's $HOME"), "'it'\\''s $HOME'");
});

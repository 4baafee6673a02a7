import assert from 'node:assert/strict';
import { test } from 'node:test';
import { historyOf, type RunHistory } from '../../../src/report/run/history.js';
import { type LogRecord, parseLogRecord } from '../../../src/report/run/log-record.js';
import { epochRecords, logText, type MadeUpRecord, startRecord } from '../../support/run-logs.js';

function history(...records: MadeUpRecord[]): RunHistory {
  const lines = logText(records).trimEnd().split('\n');
  const result = historyOf(lines.map((line) => parseLogRecord(line) as LogRecord));
  assert.ok(result);
  return result;
}

const accuracies = ({ epochs }: RunHistory) =>
  epochs.map(({ epoch, train, validation }) => [epoch, train['accuracy'], validation['accuracy']]);

test('epochs are counted as checkpoints are, and batches are parts of them', () => {
  const result = history(
    startRecord(),
    ...epochRecords(0, 0.5, 0.4),
    ...epochRecords(1, 0.6, 0.5),
    { type: 'best', epoch: 1, metric: 'accuracy', value: 0.5, file: 'm-0002.params' },
    { type: 'end', status: 'completed', reason: 'epochs' },
  );
  assert.deepEqual(accuracies(result), [
    [1, 0.5, 0.4],
    [2, 0.6, 0.5],
  ]);
  assert.deepEqual(
    result.epochs.map(({ checkpoint, seconds }) => [checkpoint, seconds]),
    [
      ['m-0001.params', 2],
      ['m-0002.params', 2],
    ],
  );
  // Five of ten batches.
  assert.deepEqual(
    result.windows.map(({ epochs, speed }) => [epochs, speed]),
    [
      [0.5, 100],
      [1.5, 101],
    ],
  );
  assert.deepEqual(result.best, { epoch: 2, metric: 'accuracy', value: 0.5 });
  assert.equal(result.end?.status, 'completed');
  assert.equal(result.began, '2026-01-01T12:00:00.000Z');
  assert.equal(result.lastTold, '2026-01-01T12:00:10.000Z');
});

test('a run that goes on forgets what is told once more, and says where it went on', () => {
  const result = history(
    startRecord(),
    { type: 'warning', message: 'first' },
    ...epochRecords(0, 0.5, 0.4),
    ...epochRecords(1, 0.1, 0.1),
    ...epochRecords(2, 0.1, 0.1),
    startRecord({ resumes: true }),
    { type: 'resume', epoch: 1, batch: 3, file: 'm-0001-0003.run.json', replayed: 13 },
    { type: 'warning', message: 'second' },
    ...epochRecords(1, 0.6, 0.5),
  );
  assert.deepEqual(accuracies(result), [
    [1, 0.5, 0.4],
    [2, 0.6, 0.5],
  ]);
  assert.deepEqual(
    result.windows.map(({ epochs }) => epochs),
    [0.5, 1.5],
  );
  assert.deepEqual(result.incidents, [
    { epochs: 1.3, kind: 'resumed', text: 'went on with m-0001-0003.run.json' },
  ]);
  assert.deepEqual(result.warnings, ['first', 'second']);
  assert.equal(result.end, undefined, 'it has not ended since');
  assert.equal(result.began, '2026-01-01T12:00:00.000Z');
});

test('a run that begins anew forgets everything, one that begins with a later epoch what comes after', () => {
  const first = [
    ...[startRecord(), { type: 'warning', message: 'old' }],
    ...epochRecords(0, 0.5, 0.4),
    ...epochRecords(1, 0.1, 0.1),
    { type: 'best', epoch: 1, metric: 'accuracy', value: 0.1, file: null },
  ];
  const anew = history(...first, startRecord(), ...epochRecords(0, 0.7, 0.6));
  assert.deepEqual(accuracies(anew), [[1, 0.7, 0.6]]);
  assert.deepEqual(anew.warnings, []);
  assert.equal(anew.best, undefined);
  const later = history(...first, startRecord({ beginEpoch: 1 }), ...epochRecords(1, 0.7, 0.6));
  assert.deepEqual(accuracies(later), [
    [1, 0.5, 0.4],
    [2, 0.7, 0.6],
  ]);
  assert.equal(later.best, undefined);
});

test('a loss that was not finite is told with its place, its images and what was done', () => {
  const { incidents } = history(startRecord(), {
    ...{ type: 'divergence', epoch: 1, batch: 5, action: 'skip', images: ['a.jpg', 'b.jpg'] },
  });
  assert.deepEqual(incidents, [
    {
      epochs: 1.5,
      kind: 'diverged',
      text: 'the loss was not finite in batch 5 of epoch 2 (a.jpg, b.jpg): skip',
    },
  ]);
});

test('records before any start, and no records, make no history', () => {
  assert.equal(historyOf([]), undefined);
  const records = logText(epochRecords(0, 1, 1))
    .trimEnd()
    .split('\n')
    .map((text) => parseLogRecord(text) as LogRecord);
  assert.equal(historyOf(records), undefined);
});

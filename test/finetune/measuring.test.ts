import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fineTune } from '../../src/finetune/fine-tune.js';
import { smallRun } from '../support/fine-tune.js';
import { shown } from '../support/shown.js';

async function linesOf(changes: Parameters<typeof smallRun>[0]): Promise<string[]> {
  const lines: string[] = [];
  const logger = {
    info: (line: string) => void lines.push(line),
    warning: (line: string) => void lines.push(line),
  };
  await fineTune(smallRun(changes), { logger });
  return lines;
}

test('test-io reads the whole set without training, and logs the speed', async (t) => {
  const lines = await linesOf({ testIo: 1, dispBatches: 5 });
  const speeds = lines.filter((line) => line.includes('Speed: '));
  // 600 images make 19 batches of 32, the last one filled up.
  assert.match(speeds[0] ?? '', /^Batch \[4\]\tSpeed: \d+\.\d\d samples\/sec$/);
  assert.match(speeds.at(-1) ?? '', /^Read 19 batches of 32\tSpeed: \d+\.\d\d samples\/sec$/);
  assert.equal(speeds.length, 4);
  assert.ok(!lines.some((line) => line.startsWith('Epoch')));
  shown(t, 'test-io');
});

test('a benchmark trains on random values without reading a file', async (t) => {
  const lines = await linesOf({ benchmark: 1, dataTrain: '', numExamples: 96, dispBatches: 1 });
  assert.equal(lines.filter((line) => line.includes('samples/sec')).length, 2);
  assert.ok(lines.some((line) => line.startsWith('Epoch[0] Train-accuracy=')));
  shown(t, 'benchmark');
});

test('a benchmark needs to be told its length', async () => {
  await assert.rejects(fineTune(smallRun({ benchmark: 1, dataTrain: '' })), {
    code: 'ERR_OPTION',
    message: /--num-examples must be at least --batch-size/,
  });
});

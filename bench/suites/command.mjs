// Whole runs of the command against a Python program that does the same.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../scripts/lib/project.mjs';
import { median, takeRuns } from '../lib/compare.mjs';
import { command, python } from '../lib/programs.mjs';
import { row } from '../lib/table.mjs';

const fixture = (...names) => join(ROOT, 'test', 'fixtures', ...names);

/** Options that both sides have. */
function options(folder) {
  return [
    ...['--pretrained-model', fixture('models', 'resnet20'), '--load-epoch', 1],
    ...['--data-train', fixture('data', 'fm3_train.rec'), '--num-examples', 600],
    ...['--data-val', fixture('data', 'fm3_val.rec'), '--data-nthreads', 4],
    ...['--num-classes', 3, '--image-shape', '3,28,28', '--batch-size', 16, '--num-epochs', 3],
    ...['--lr', 0.01, '--mom', 0.9, '--wd', 0.0001, '--model-prefix', join(folder, 'model')],
  ];
}

async function compareRuns(hook, pythonOptions, rounds, measure) {
  const folder = mkdtempSync(join(tmpdir(), 'mxnet-finetune-bench-'));
  try {
    const given = options(folder);
    const results = await takeRuns(
      command(hook, 'train', ...given, '--begin-epoch', 0),
      python('fine_tune.py', ...given, ...pythonOptions),
      rounds,
      measure,
    );
    return { ours: median(results.ours), theirs: median(results.python) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** From the start of the process until the first batch has been computed and measured. */
export async function firstBatch() {
  const measure = async (program) => {
    const started = performance.now();
    await program.line();
    return performance.now() - started;
  };
  const values = await compareRuns('first-batch.mjs', ['--first-batch-only'], 9, measure);
  const title = 'From the command to the first batch';
  return [row(title, { ...values, unit: 'ms' }, { atMost: 0.25 })];
}

/** The most that the process has had at once, over a whole run with checkpoints and validation. */
export async function memory() {
  const measure = async (program) => {
    const [, bytes] = (await program.line()).match(/^peak (\d+)$/);
    return Number(bytes) / 2 ** 20;
  };
  const values = await compareRuns('peak-memory.mjs', [], 3, measure);
  return [row('Peak memory of a fine-tuning run', { ...values, unit: 'MiB' }, { atMost: 0.9 })];
}

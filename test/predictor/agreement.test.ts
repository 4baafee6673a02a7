import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fineTune } from '../../src/finetune/fine-tune.js';
import type { FineTuneOptions } from '../../src/finetune/options.js';
import type { Evaluation } from '../../src/report/evaluation/evaluation.js';
import { fixed } from '../../src/text/python-format.js';
import {
  answeredRows,
  best,
  classifiedRows,
  difference,
  measuredRows,
  pathsIn,
  predictedRows,
  pythonRows,
  type Rows,
} from '../support/agreement.js';
import { smallRun } from '../support/fine-tune.js';
import { mixedImages } from '../support/mixed-images.js';
import { runCli } from '../support/run-cli.js';
import { temporaryFolder } from '../support/temp-dir.js';

const TOLERANCE = 1e-5;

/** Images in a folder, and the list for packing them: the labels go round. */
async function written(
  t: TestContext,
  count: number,
  smallest?: number,
): Promise<{ folder: string; names: string[]; files: string[] }> {
  const folder = temporaryFolder(t);
  const root = join(folder, 'images');
  mkdirSync(root);
  const images = await mixedImages(count, smallest);
  for (const { name, bytes } of images) writeFileSync(join(root, name), bytes);
  const names = images.map(({ name }) => name);
  const lines = names.map((name, i) => `${i}\t${i % 3}.000000\t${name}\n`);
  writeFileSync(join(folder, 'set.lst'), lines.join(''));
  return { folder, names, files: pathsIn(root, names) };
}

/** Packs, trains for an epoch, and says what the log has said of the validation. */
async function trained(
  folder: string,
  packing: readonly string[],
  changes: Partial<FineTuneOptions> = {},
): Promise<{ options: FineTuneOptions; logged: Map<string, string> }> {
  const packed = await runCli(['pack', join(folder, 'set'), join(folder, 'images'), ...packing]);
  assert.equal(packed.code, 0, packed.stderr);
  const record = join(folder, 'set.rec');
  const files = { dataTrain: record, dataVal: record, modelPrefix: join(folder, 'net') };
  const measures = { loss: 'ce', topK: 2, rgbStd: '60,60,60' };
  const options = smallRun({ ...files, ...measures, ...changes });
  const { validation } = await fineTune(options);
  return { options, logged: new Map(validation.map(([name, value]) => [name, fixed(value)])) };
}

function assertAgree(name: string, rows: Rows, expected: Rows): void {
  const { most, other } = difference(rows, expected);
  assert.deepEqual(other, [], `${name}: other classes`);
  assert.ok(most <= TOLERANCE, `${name}: the probabilities differ by ${most}`);
}

/** `eval` tells no single probabilities but those of mistakes, and what follows from all of them. */
async function assertEvaluation(
  { options, logged }: Awaited<ReturnType<typeof trained>>,
  expected: Rows,
  names: readonly string[],
): Promise<void> {
  const { modelPrefix = '', dataVal = '', batchSize } = options;
  const more = ['--batch-size', String(batchSize), '--top-k', '2', '--worst', '10000', '--json'];
  const { code, stdout, stderr } = await runCli(['eval', modelPrefix, dataVal, ...more]);
  assert.equal(code, 0, stderr);
  const { accuracy, topK, loss, confusion, worst } = JSON.parse(stdout) as Evaluation;
  assert.deepEqual(
    [accuracy, topK.accuracy, loss].map((value) => fixed(value)),
    ['accuracy', 'top_k_accuracy_2', 'cross-entropy'].map((name) => logged.get(name)),
  );
  const counts = [0, 1, 2].map((label) =>
    [0, 1, 2].map((taken) => {
      return expected.filter((row, i) => i % 3 === label && best(row) === taken).length;
    }),
  );
  assert.deepEqual(confusion, counts);
  assert.equal(worst.length, expected.filter((row, i) => best(row) !== i % 3).length);
  for (const { file, id, predicted, probability } of worst) {
    assert.equal(file, names[id]);
    const row = expected[id] ?? [];
    assert.equal(predicted, String(best(row)));
    assert.ok(Math.abs(probability - Math.max(...row)) <= TOLERANCE, `${file}`);
  }
}

test('500 images of every kind and size get one answer, in training, in every command and in Python', async (t) => {
  const { folder, names, files } = await written(t, 500);
  // The record file has the files themselves: everybody decodes the same bytes.
  const run = await trained(folder, ['--pass-through']);
  const prefix = join(folder, 'net');
  const measured = await measuredRows(run.options, 500);
  assert.equal(measured.length, 500);
  assert.equal(new Set(measured.map(best)).size, 3);
  await assertEvaluation(run, measured, names);
  assertAgree('predict', await predictedRows(prefix, files), measured);
  assertAgree('Classifier', await classifiedRows(prefix, files), measured);
  assertAgree('HTTP', await answeredRows(prefix, files), measured);
  assertAgree('Python', await pythonRows(prefix, 1, files, undefined), measured);
});

test('images that are smaller than the input of the network are enlarged alike everywhere', async (t) => {
  const { folder, names, files } = await written(t, 60, 9);
  const run = await trained(folder, ['--pass-through']);
  const prefix = join(folder, 'net');
  const measured = await measuredRows(run.options, 60);
  await assertEvaluation(run, measured, names);
  assertAgree('predict', await predictedRows(prefix, files), measured);
  assertAgree('Classifier', await classifiedRows(prefix, files), measured);
  assertAgree('HTTP', await answeredRows(prefix, files), measured);
});

test('packed to one size they get one answer, and the files before packing the one of Python', async (t) => {
  const { folder, names, files } = await written(t, 100);
  const run = await trained(folder, ['--resize', '36']);
  const prefix = join(folder, 'net');
  const measured = await measuredRows(run.options, 100);
  await assertEvaluation(run, measured, names);
  const unpacked = join(folder, 'unpacked');
  const unpacking = [
    'unpack',
    join(folder, 'set.rec'),
    unpacked,
    '--list',
    join(folder, 'set.lst'),
  ];
  assert.equal((await runCli(unpacking)).code, 0);
  const packed = pathsIn(unpacked, names);
  assertAgree('predict', await predictedRows(prefix, packed), measured);
  assertAgree('Classifier', await classifiedRows(prefix, packed), measured);
  assertAgree('HTTP', await answeredRows(prefix, packed), measured);
  // The files themselves are resized by another program than the packed ones, and lose nothing in JPEG.
  const resize = { side: 36, interp: 9 };
  const expected = await pythonRows(prefix, 1, files, resize);
  assertAgree('predict', await predictedRows(prefix, files), expected);
  assertAgree('Classifier', await classifiedRows(prefix, files), expected);
  assertAgree('HTTP', await answeredRows(prefix, files), expected);
});

test('where the validation has resized, as in MXNet 1.3, everything resizes as it did', async (t) => {
  const { folder, names, files } = await written(t, 60);
  const run = await trained(folder, ['--pass-through'], { valResize: 40 });
  const prefix = join(folder, 'net');
  const recipe = JSON.parse(readFileSync(`${prefix}-finetune.json`, 'utf8'));
  assert.deepEqual([recipe.resize, recipe.interpolation], [40, 'bilinear']);
  const measured = await measuredRows(run.options, 60);
  await assertEvaluation(run, measured, names);
  assertAgree('predict', await predictedRows(prefix, files), measured);
  assertAgree('HTTP', await answeredRows(prefix, files), measured);
  const resize = { side: 40, interp: 1 };
  assertAgree('Python', await pythonRows(prefix, 1, files, resize), measured);
});

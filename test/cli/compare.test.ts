import assert from 'node:assert/strict';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ModelComparison } from '../../src/report/evaluation/comparison.js';
import type { Evaluation } from '../../src/report/evaluation/evaluation.js';
import { CLOTHES, clothesNet } from '../support/classifier-net.js';
import {
  VALIDATION,
  VALIDATION_CLASSES,
  writeClassFolders,
  writeLines,
} from '../support/labelled.js';
import { withLiveCounts } from '../support/live-counts.js';
import { reorder } from '../support/reordered.js';
import { runCli } from '../support/run-cli.js';
import { temporaryFolder } from '../support/temp-dir.js';
import { tinyRecords, tinyRunArguments, writeRecords } from '../support/tiny-run.js';

const REVERSED = [9, 8, 7, 6, 5, 4, 3, 2, 1, 0];

async function json<Result>(...argv: string[]): Promise<Result> {
  const { code, stdout, stderr } = await runCli([...argv, '--json']);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as Result;
}

async function assertFails(argv: readonly string[], code: number, reason: RegExp): Promise<void> {
  const result = await withLiveCounts(() => runCli(['compare', ...argv]));
  assert.equal(result.code, code, result.stderr);
  assert.equal(result.stdout, '');
  assert.match(result.stderr, reason);
}

test('two epochs have the accuracies of their evaluations, and the images that only one gets right', async (t) => {
  const folder = temporaryFolder(t);
  const prefix = join(folder, 'm');
  const train = writeRecords(folder, 'train.rec', tinyRecords(48));
  const run = tinyRunArguments(train, '--num-epochs', '2', '--model-prefix', prefix);
  assert.equal((await runCli(run)).code, 0);
  const named = ['--data-classes', writeLines(join(folder, 'names.txt'), ['0', '1', '2'])];
  const compared = await json<ModelComparison>(
    ...['compare', `${prefix}@1`, `${prefix}@last`, VALIDATION, ...named, '--samples', '150'],
  );
  const evaluations = [];
  for (const epoch of ['1', '2']) {
    const argv = ['eval', prefix, VALIDATION, ...named, '--epoch', epoch, '--worst', '150'];
    evaluations.push(await json<Evaluation>(...argv));
  }
  const [first, second] = evaluations as [Evaluation, Evaluation];
  assert.deepEqual(compared.first, { ...first.model, accuracy: first.accuracy });
  assert.deepEqual(compared.second, { ...second.model, accuracy: second.accuracy });
  assert.deepEqual(compared.data, { path: VALIDATION, images: 150, skipped: 0 });
  const { both, onlyFirst, onlySecond, neither } = compared.right;
  assert.equal(both + onlyFirst + onlySecond + neither, 150);
  const wrong = (evaluation: Evaluation) => new Set(evaluation.worst.map(({ file }) => file));
  assert.deepEqual(
    compared.onlyFirst.map(({ file }) => file).sort(),
    [...wrong(second)].filter((file) => !wrong(first).has(file)).sort(),
  );
  assert.deepEqual(
    compared.onlySecond,
    first.worst.filter(({ file }) => !wrong(second).has(file)),
  );
  assert.deepEqual(
    compared.perClass.map((item) => [item.label, item.images, item.first, item.second]),
    first.perClass.map((item, i) => [item.label, 50, item.recall, second.perClass[i]?.recall]),
  );
});

test('a network with its classes in another order is the same network', async (t) => {
  const folder = temporaryFolder(t);
  const prefix = await clothesNet(folder);
  const other = join(folder, 'other');
  await reorder(prefix, other, REVERSED);
  const root = join(folder, 'images');
  writeClassFolders(root, ['bag', 'dress'], 20);
  const { right, first, second, pValue, perClass } = await json<ModelComparison>(
    ...['compare', prefix, other, root],
  );
  assert.deepEqual([right.onlyFirst, right.onlySecond, pValue], [0, 0, 1]);
  assert.equal(first.accuracy, second.accuracy);
  assert.ok(first.accuracy > 0.5);
  assert.deepEqual(
    perClass.map(({ label }) => label),
    ['dress', 'bag'],
  );
});

test('the text for people tells who is better, and whether that is chance', async (t) => {
  const folder = temporaryFolder(t);
  const prefix = await clothesNet(folder);
  // Knows everything but calls bags dresses and dresses bags.
  const wrong = join(folder, 'wrong');
  const order = [0, 1, 2, 8, 4, 5, 6, 7, 3, 9];
  await reorder(prefix, wrong, order, CLOTHES);
  const root = join(folder, 'images');
  writeClassFolders(root, VALIDATION_CLASSES, 20);
  const { code, stdout, stderr } = await runCli(['compare', prefix, wrong, root]);
  assert.deepEqual([code, stderr], [0, '']);
  assert.match(stdout, /^A \S+clothes, epoch 1\nB \S+wrong, epoch 1\non \S+images: 60 images\n/);
  assert.match(stdout, /McNemar's exact test: p < 0\.0001: A is better, hardly by chance/);
  assert.match(stdout, /^bag +20 +\d\.\d{4} +0\.\d{4} +-\d\.\d{4}$/m);
  assert.match(stdout, /^only A is right; B +taken for +is +image\n\d\.\d{4} +(bag|dress) /m);
  const same = await runCli(['compare', prefix, prefix, root]);
  assert.match(same.stdout, /p = 1\.0000: so large a difference may well be chance/);
});

test('classes that one of them lacks, and numbers that mean different classes, are refused', async (t) => {
  const folder = temporaryFolder(t);
  const prefix = await clothesNet(folder);
  const other = join(folder, 'other');
  await reorder(prefix, other, REVERSED);
  const bare = join(folder, 'bare.rec');
  copyFileSync(VALIDATION, bare);
  await assertFails([prefix, other, bare], 3, /the label 0 is T-shirt for .*, ankle boot for/);
  const names = CLOTHES.map((name) => (name === 'bag' ? 'purse' : name));
  await reorder(prefix, other, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], names);
  const root = join(folder, 'images');
  writeClassFolders(root, ['bag'], 1);
  await assertFails([prefix, other, root], 3, /\S+other has no class bag; the nearest are/);
  await assertFails([prefix, join(folder, 'none'), root], 4, /there is no checkpoint \S+none/);
  await assertFails([prefix, `${prefix}@7`, root], 4, /no values \S+0007\.params/);
  await assertFails([prefix, prefix], 2, /Not enough non-option arguments/);
  await assertFails([prefix, prefix, root, '--samples', '-1'], 2, /--samples must be a whole/);
  writeFileSync(join(root, 'bag', '0.png'), '');
  await assertFails([prefix, prefix, root], 3, /bag\/0\.png: the image is empty/);
  const signal = AbortSignal.abort({ signal: 'SIGTERM' });
  assert.equal((await runCli(['compare', prefix, prefix, root], { signal })).code, 143);
});

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Prediction } from '../../src/predictor/predictions.js';
import type { EnsembleEvaluation } from '../../src/report/evaluation/ensemble.js';
import { CLOTHES, clothesNet, diverge, pictures } from '../support/classifier-net.js';
import { VALIDATION_CLASSES, writeClassFolders } from '../support/labelled.js';
import { withLiveCounts } from '../support/live-counts.js';
import { fixture } from '../support/paths.js';
import { reorder } from '../support/reordered.js';
import { runCli } from '../support/run-cli.js';
import { temporaryFolder } from '../support/temp-dir.js';

/** Two networks that see shirts and bags differently, and have their classes in different orders. */
async function pair(t: TestContext): Promise<Record<'folder' | 'first' | 'second', string>> {
  const folder = temporaryFolder(t);
  const first = await clothesNet(folder);
  const second = join(folder, 'second');
  const names = [...CLOTHES].reverse();
  // The weights of the sixth and of the eighth class have changed places.
  await reorder(first, second, [9, 6, 7, 8, 5, 4, 3, 2, 1, 0], names);
  return { folder, first, second };
}

async function predicted(argv: readonly string[], stdin?: Buffer): Promise<Prediction[][]> {
  const { code, stdout, stderr } = await runCli([...argv, '--json', '--top-k', '10'], {
    ...(stdin && { stdin }),
  });
  assert.equal(code, 0, stderr);
  const lines = stdout.trimEnd().split('\n');
  return lines.map((line) => (JSON.parse(line) as { predictions: Prediction[] }).predictions);
}

async function assertFails(argv: readonly string[], code: number, reason: RegExp): Promise<void> {
  const result = await withLiveCounts(() => runCli(['ensemble', ...argv]));
  assert.equal(result.code, code, result.stderr);
  assert.equal(result.stdout, '');
  assert.match(result.stderr, reason);
}

test('images have the mean of the probabilities, class by class, by their names', async (t) => {
  const { folder, first, second } = await pair(t);
  const images = pictures(3).map((bytes, i) => {
    writeFileSync(join(folder, `${i}.png`), bytes);
    return join(folder, `${i}.png`);
  });
  const [own, other] = [
    await predicted(['predict', first, ...images]),
    await predicted(['predict', second, ...images]),
  ];
  const together = await predicted(['ensemble', first, second, '--images', ...images]);
  for (const [i, predictions] of together.entries()) {
    const of = (all: Prediction[][], label: string) =>
      all[i]?.find((prediction) => prediction.label === label)?.probability ?? Number.NaN;
    for (const { label, index, probability } of predictions) {
      assert.equal(label, CLOTHES[index]);
      const mean = (of(own, label) + of(other, label)) / 2;
      assert.ok(Math.abs(probability - mean) < 1e-6, `${label}: ${probability}, ${mean}`);
    }
    const probabilities = predictions.map(({ probability }) => probability);
    assert.deepEqual(
      probabilities,
      [...probabilities].sort((a, b) => b - a),
    );
  }
  const piped = ['ensemble', first, second, '--images', '-'];
  assert.deepEqual(await predicted(piped, pictures(1)[0]), together.slice(0, 1));
  const csv = await runCli([...piped.slice(0, 4), ...images, '--csv', '--top-k', '1']);
  const [top] = together.map(([best]) => best);
  assert.equal(csv.stdout.split('\n')[0], 'file,rank,label,index,probability');
  assert.equal(
    csv.stdout.split('\n')[1],
    [images[0], 1, top?.label, top?.index, top?.probability].join(','),
  );
});

test('labelled images are evaluated by the mean, and equal networks together are as one', async (t) => {
  const { folder, first } = await pair(t);
  const same = join(folder, 'same');
  await reorder(first, same, [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
  const root = join(folder, 'images');
  writeClassFolders(root, VALIDATION_CLASSES, 10);
  const single = await runCli(['eval', first, root, '--json']);
  const { format, model, calibration, loss, worst, ...expected } = JSON.parse(single.stdout);
  const argv = ['ensemble', first, same, first, '--data', root];
  const { stdout, code } = await runCli([...argv, '--json']);
  assert.equal(code, 0);
  const evaluation = JSON.parse(stdout) as EnsembleEvaluation;
  assert.deepEqual(
    evaluation.models.map(({ prefix, epoch }) => [prefix, epoch]),
    [first, same, first].map((prefix) => [prefix, 1]),
  );
  for (const [name, value] of Object.entries(expected)) {
    assert.deepEqual(evaluation[name as keyof EnsembleEvaluation], value, name);
  }
  assert.ok(Math.abs(evaluation.loss - loss) < 1e-6);
  assert.equal(format, 1);
  assert.equal(evaluation.worst.length, worst.length);
  assert.ok(Math.abs(evaluation.calibration.error - calibration.error) < 1e-6);
  const table = await runCli(argv);
  assert.ok(table.stdout.startsWith(`${first}, epoch 1 and ${same}, epoch 1 and `));
  assert.equal((await runCli([...argv, '--csv'])).stdout.split('\n').length, 12);
  assert.equal(model.prefix, first);
});

test('networks with other classes are refused, naming one', async (t) => {
  const { folder, first } = await pair(t);
  const other = join(folder, 'other');
  const names = CLOTHES.map((name) => (name === 'bag' ? 'purse' : name));
  const order = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  await reorder(first, other, order, names);
  const images = ['--images', folder];
  await assertFails([first, other, ...images], 4, /bag is a class of \S+clothes only\. Only prob/);
  const twice = CLOTHES.map((name) => (name === 'shirt' ? 'coat' : name));
  await reorder(first, other, order, twice);
  const twin = join(folder, 'twin');
  await reorder(other, twin, [...order].reverse(), [...twice].reverse());
  await assertFails([other, twin, ...images], 4, /have classes with equal names, in another order/);
});

test('the rest of what can be wrong has its exit codes, and a bad image is told', async (t) => {
  const { folder, first, second } = await pair(t);
  const both = [first, second];
  await assertFails(both, 2, /either --data or --images is needed/);
  await assertFails([...both, '--data', 'a', '--images', 'b'], 2, /either --data or --images/);
  await assertFails([first, '--images', 'a.png'], 2, /at least two checkpoints/);
  await assertFails([...both, '--images', 'a', '--worst', '3'], 2, /--worst goes with --data only/);
  await assertFails([...both, '--images', 'a', '--top-k', '0'], 2, /--top-k must be/);
  await assertFails([...both, '--images', 'a', '--json', '--csv'], 2, /choose one/);
  await assertFails([...both, '--data', join(folder, 'none')], 3, /none does not exist/);
  await assertFails([first, join(folder, 'none'), '--images', 'a'], 4, /there is no checkpoint/);
  await assertFails([...both, '--images', join(folder, 'none.png')], 3, /none\.png: .* not exist/);
  await diverge(second);
  await assertFails(
    [...both, '--images', fixture('photos', 'coffee.png')],
    4,
    /gives no numbers for/,
  );
  const signal = AbortSignal.abort({ signal: 'SIGINT' });
  const stopped = await runCli(['ensemble', ...both, '--images', folder], { signal });
  assert.equal(stopped.code, 130);
});

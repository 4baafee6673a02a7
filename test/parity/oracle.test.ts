// What the comparison rests on: Python's own results do not depend on how we run it.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { argumentsOf, type ParityCase } from './cases.js';
import { assertSameRun, checkpointHashes } from './compare-runs.js';
import { FOLDER, INPUTS, makeInputs, runOracle, runTrain } from './side-by-side.js';

const FLAGS = { mom: 0.9, 'pad-size': 2, 'random-crop': 1, 'random-mirror': 1 };

before(makeInputs);

async function python(folder: string, item: ParityCase): Promise<Record<string, string>> {
  const oracle = { folder, arguments: argumentsOf(item, INPUTS).python };
  assert.deepEqual(await runOracle([oracle]), [null]);
  return checkpointHashes(folder);
}

test('a case behind others gives what it gives in a process of its own', async () => {
  const cases: ParityCase[] = ['vgg', 'depthwise', 'vgg', 'randomized'].map((network, i) => ({
    title: '',
    network,
    flags: { ...FLAGS, seed: i === 1 ? 9 : 0, optimizer: i === 3 ? 'adam' : 'sgd' },
  }));
  const folders = cases.map((_, i) => join(FOLDER, 'together', String(i)));
  const together = cases.map((item, i) => ({
    folder: folders[i] as string,
    arguments: argumentsOf(item, INPUTS).python,
  }));
  assert.deepEqual(await runOracle(together), [null, null, null, null]);
  for (const [i, item] of cases.entries()) {
    const alone = await python(join(FOLDER, 'alone', String(i)), item);
    assert.deepEqual(checkpointHashes(folders[i] as string), alone, `case ${i}`);
  }
});

test('without a seed Python and we start at the seed 0', async () => {
  const flags = { ...FLAGS, 'rgb-std': '60,60,60' };
  const unseeded: ParityCase = {
    title: '',
    network: 'vgg',
    flags,
    python: { unseeded: true },
  };
  const seeded: ParityCase = { title: '', network: 'vgg', flags: { ...flags, seed: 0 } };
  const folder = join(FOLDER, 'unseeded');
  assert.deepEqual(
    await python(join(folder, 'python'), unseeded),
    await python(join(folder, 'seeded'), seeded),
  );
  await runTrain(join(folder, 'ours'), argumentsOf(unseeded, INPUTS).ours);
  await assertSameRun(join(folder, 'python'), join(folder, 'ours'), 'net');
});

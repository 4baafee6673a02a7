import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { FineTuneOptions } from '../../src/finetune/options.js';
import { OPTIMIZER_NAMES } from '../../src/optimizer/create.js';
import { openLibrary } from '../../src/runtime/library.js';
import { Symbol as Net } from '../../src/symbol/symbol.js';
import { Layers } from '../support/networks.js';
import { assertSameResult, resumableRun, runUntil, writeNetwork } from '../support/resumable.js';
import { shown } from '../support/shown.js';
import { temporaryFolder } from '../support/temp-dir.js';

/** Options that are there for the sake of going on. */
const FLAGS = {
  saveBatches: 'save-batches',
  reseedEpochs: 'reseed-epochs',
  deterministic: 'deterministic',
};

/** An uninterrupted run, and one that is interrupted after so many batches, again and again. */
async function compare(
  t: TestContext,
  changes: Partial<FineTuneOptions>,
  stops: readonly number[],
  first?: () => Layers,
): Promise<void> {
  const folder = temporaryFolder(t);
  await openLibrary();
  await writeNetwork(join(folder, 'pretrained'), first?.());
  const prefixOf = (name: string) => {
    mkdirSync(join(folder, name));
    return join(folder, name, 'net');
  };
  const [whole, parts] = [prefixOf('whole'), prefixOf('parts')];
  const run = (prefix: string) => resumableRun(join(folder, 'pretrained'), prefix, changes);
  const { batches } = await runUntil(run(whole));
  const resumed = { ...run(parts), resume: 'auto' };
  let trained = 0;
  for (const stop of stops) trained += (await runUntil(resumed, stop)).batches;
  trained += (await runUntil(resumed)).batches;
  assert.equal(trained, batches, 'no batch is lost at an interruption');
  assertSameResult(parts, whole);
}

for (const [what, changes] of Object.entries<Partial<FineTuneOptions>>({
  'as it is': {},
  'with a store that adds up on the CPU': { kvStore: 'local' },
  'with states that are saved every few batches': { saveBatches: 5 },
  'with a checkpoint every other epoch': { savePeriod: 2 },
  'with a rate that falls along a curve': { lrStepEpochs: 'pow2' },
  'with frozen batch normalization and a frozen layer': { freezeBn: true, freeze: '1' },
  'with factors of rates': { lrMult: 'conv=0.1,head=10', wdMult: 'hidden=2' },
  'as upstream, whose validation goes on where the last one ended': {
    compat: true,
    layerBeforeFullc: 'drop',
  },
  'without validation': { dataVal: undefined },
  'with seeds for each epoch, and three threads': { reseedEpochs: true, dataNthreads: 3 },
  'with seeds for each image, and three threads': { deterministic: true, dataNthreads: 3 },
  'with best epochs, early stopping and few checkpoints': { keep: 1, earlyStoppingPatience: 2 },
  'on random values': { benchmark: 1, numExamples: 100, dataVal: undefined },
})) {
  test(`an interrupted run comes to the bytes of one that was not: ${what}`, async (t) => {
    // In the first epoch, after its last batch, and twice in the second one.
    await compare(t, changes, changes.benchmark ? [2, 1, 2] : [7, 12, 3, 9]);
    const used = Object.entries(FLAGS).filter(([name]) => name in changes);
    shown(t, 'resume', ...used.map(([, flag]) => flag));
  });
}

for (const [what, first] of Object.entries<() => Layers>({
  'dropout that drops in validations too': () =>
    Layers.start().add('Dropout', 'always', { p: 0.2, mode: 'always' }),
  noise: () => {
    const data = Layers.start();
    const noise = Net.compose('_random_normal_like', { data: data.net }, { scale: 0.1 }, 'noise');
    return data.plus('noisy', new Layers(noise));
  },
})) {
  test(`a network with ${what} goes on to the same bytes`, async (t) => {
    await compare(t, {}, [7, 12, 3], first);
    await compare(t, { reseedEpochs: true }, [7, 12, 3], first);
  });
}

test('epochs of one batch have the same lines of the log after an interruption', async (t) => {
  // 600 images: an epoch of two batches, the second one filled up, then two of one.
  await compare(t, { batchSize: 512 }, [2, 1]);
});

for (const name of OPTIMIZER_NAMES.filter((name) => name !== 'test')) {
  test(`${name} goes on to the bytes of a run that was not interrupted`, async (t) => {
    const changes = { optimizer: name, lr: 0.001, mom: name === 'lars' ? 0.9 : 0, numEpochs: 2 };
    // After one batch there is a sum of gradients that is not copied yet.
    await compare(t, { ...changes, macrobatchSize: name === 'lbsgd' ? 96 : 0 }, [1, 12, 10]);
  });
}

import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { loadParams } from '../../src/checkpoint/load.js';
import { fineTune } from '../../src/finetune/fine-tune.js';
import type { FineTuneOptions } from '../../src/finetune/options.js';
import { fixture } from '../support/paths.js';
import { assertSameResult, resumableRun, runUntil, writeNetwork } from '../support/resumable.js';
import { shown } from '../support/shown.js';
import { temporaryFolder } from '../support/temp-dir.js';
import { tinyRecords, writeRecords } from '../support/tiny-run.js';

type Changes = Partial<FineTuneOptions>;

/** A run that was interrupted after so many batches of 19 in an epoch. */
async function interrupted(
  t: TestContext,
  batches: number,
  changes: Changes = {},
): Promise<{ prefix: string; folder: string; run: (changes?: Changes) => FineTuneOptions }> {
  const folder = temporaryFolder(t);
  const prefix = join(folder, 'out', 'net');
  mkdirSync(dirname(prefix));
  await writeNetwork(join(folder, 'pretrained'));
  const run = (more: Changes = {}) =>
    resumableRun(join(folder, 'pretrained'), prefix, { ...changes, ...more });
  await runUntil(run(), batches);
  return { folder, prefix, run };
}

/** What a run says until it is interrupted in its first batch. */
async function saidBy(options: FineTuneOptions): Promise<string> {
  return (await runUntil(options, 1)).lines.join('\n');
}

test('every setting that decides about bytes is refused by its name, with both values, and nothing is touched', async (t) => {
  const { folder, prefix, run } = await interrupted(t, 4);
  const others = writeRecords(folder, 'others.rec', tinyRecords(600));
  const before = readFileSync(`${prefix}-0000+000004.run.json`);
  for (const [changes, named] of [
    [{ batchSize: 16 }, /--batch-size was 32 and is 16/],
    [{ optimizer: 'adam' }, /--optimizer was sgd and is adam/],
    [{ lr: 0.01, mom: 0.5 }, /--lr was 0\.05 and is 0\.01; --mom was 0\.9 and is 0\.5/],
    [
      { dataTrain: others },
      /--data-train was a file of 600 images \(\d+ bytes, content \w+\) and is/,
    ],
    [{ dataVal: undefined }, /--data-val was a file of 150 images .* and is not given/],
    [{ seed: 3 }, /--seed was 0 and is 3/],
    [
      { dataTrainIdx: fixture('data', 'fm3_train.idx') },
      /--data-train-idx was not given and is given/,
    ],
    [{ augmentation: { randomCrop: 1 } }, /--random-mirror was 1 and is 0; --pad-size was 2/],
    [{ freeze: '1' }, /--freeze was none and is 1/],
    [{ loadEpoch: 1 }, /--load-epoch was 0 and is 1/],
    [
      { pretrainedModel: fixture('models', 'mlp') },
      /--pretrained-model was .*pretrained and is .*mlp/,
    ],
    [{ deterministic: true }, /--deterministic was false and is true/],
  ] as const) {
    await assert.rejects(runUntil(run({ ...changes, resume: 'auto' })), (error: Error) => {
      assert.match(error.message, named);
      assert.match(error.message, /or accept the new ones with --resume-anyway$/);
      assert.equal((error as Error & { code: string }).code, 'ERR_OPTION');
      return true;
    });
  }
  assert.deepEqual(readFileSync(`${prefix}-0000+000004.run.json`), before);
});

test('another number of classes is another network, wanted or not', async (t) => {
  const { run } = await interrupted(t, 4);
  await assert.rejects(runUntil(run({ numClasses: 10, resume: 'auto', resumeAnyway: true })), {
    code: 'ERR_OPTION',
    message: /--num-classes was 3 and is 10\. That is another network: begin a new run/,
  });
});

test('with --resume-anyway a run goes on with other settings, and says what becomes of what it knew', async (t) => {
  for (const [changes, said] of [
    [{ batchSize: 16 }, /Epoch 0 begins again, from the values after its 4 batches/],
    [{ optimizer: 'adam' }, /What the optimizer remembered is of no use any more/],
    [{ loss: '' }, /The training metrics of epoch 0 are those of its batches from 4 on/],
    [{ lr: 0.01 }, /The run goes on with other settings: --lr was 0\.05 and is 0\.01/],
  ] as const) {
    const { run } = await interrupted(t, 4);
    const more = { ...changes, resume: 'auto', resumeAnyway: true };
    assert.match(await saidBy(run(more)), said);
    // What it has saved since then goes on without being asked again.
    assert.doesNotMatch(await saidBy(run({ ...changes, resume: 'auto' })), /other settings/);
  }
  shown(t, 'resume-anyway');
});

test('the story that MXNet tells goes on with the run: the head is kept, and so is everything else', async (t) => {
  const { prefix, folder, run } = await interrupted(t, 20);
  const story = { pretrainedModel: prefix, loadEpoch: 1 };
  await runUntil(run(story));
  const whole = join(folder, 'whole', 'net');
  mkdirSync(dirname(whole));
  await runUntil({ ...run(), modelPrefix: whole });
  assertSameResult(prefix, whole);
});

test('a checkpoint without a record keeps its values, and it is said what begins anew', async (t) => {
  const { prefix, run } = await interrupted(t, 20);
  rmSync(`${prefix}-0001.run.json`);
  const before = await loadParams(`${prefix}-0001.params`);
  const head = await before.argParams.get('fc_weight')?.data();
  const said = await saidBy(run({ pretrainedModel: prefix, loadEpoch: 1, lr: 1e-12, mom: 0 }));
  assert.match(said, /There is no .*net-0001\.run\.json: of the run .* only the values are known/);
  const after = await loadParams(`${prefix}-0001+000001.params`);
  const kept = await after.argParams.get('fc_weight')?.data();
  assert.ok(head !== undefined && kept !== undefined);
  assert.ok(head.every((value, i) => Math.abs(Number(value) - Number(kept[i])) < 1e-6));
  for (const { argParams, auxParams } of [before, after]) {
    for (const array of [...argParams.values(), ...auxParams.values()]) array.dispose();
  }
});

test('a network for other classes under the own prefix is not overwritten', async (t) => {
  const { folder, run } = await interrupted(t, 4);
  const pretrained = join(folder, 'pretrained');
  await assert.rejects(runUntil(run({ modelPrefix: pretrained, loadEpoch: 0 })), {
    code: 'ERR_OPTION',
    message: /--model-prefix would overwrite the pretrained network/,
  });
});

test('a damaged state is told, and an older one is gone on with', async (t) => {
  const damages: Record<string, [(prefix: string) => void, RegExp]> = {
    'a cut record': [
      (prefix) => writeFileSync(`${prefix}-0001+000005.run.json`, '{"format": 1,'),
      /0001\+000005\.run\.json is damaged: it is no JSON text/,
    ],
    'a record without a part': [
      (prefix) => {
        const file = `${prefix}-0001+000005.run.json`;
        const { optimizer: _, ...rest } = JSON.parse(readFileSync(file, 'utf8'));
        writeFileSync(file, JSON.stringify(rest));
      },
      /is damaged: optimizer is not an object/,
    ],
    'a record of a later version': [
      (prefix) => writeFileSync(`${prefix}-0001+000005.run.json`, '{"format": 2}'),
      /is a record of form 2; this version knows form 1 only/,
    ],
    'values that have changed': [
      (prefix) => appendFileSync(`${prefix}-0001+000005.params`, 'x'),
      /000005\.params is not the file that it was written for; an older state is looked for/,
    ],
    'states that are gone': [
      (prefix) => rmSync(`${prefix}-0001+000005.states`),
      /000005\.states does not exist; an older state is looked for/,
    ],
    'the record of another moment': [
      (prefix) => {
        const record = JSON.parse(readFileSync(`${prefix}-0001.run.json`, 'utf8'));
        const later = JSON.stringify({ ...record, sequence: 100 });
        writeFileSync(`${prefix}-0001+000005.run.json`, later);
      },
      /is the record of another moment: it belongs to a name that ends with -0001/,
    ],
  };
  for (const [what, [damage, told]] of Object.entries(damages)) {
    const { prefix, run } = await interrupted(t, 24);
    damage(prefix);
    const said = await saidBy(run({ resume: 'auto' }));
    assert.match(said, told, what);
    assert.match(said, /Going over 19 batches/, what);
  }
});

test('what is named must be there and whole', async (t) => {
  const { prefix, run } = await interrupted(t, 24);
  for (const named of [`${prefix}-0002`, '7', join(prefix, 'nothing'), 'nowhere']) {
    await assert.rejects(runUntil(run({ resume: named })), { code: 'ERR_CHECKPOINT_NOT_FOUND' });
  }
  appendFileSync(`${prefix}-0001.states`, 'x');
  await assert.rejects(runUntil(run({ resume: '1' })), {
    code: 'ERR_CHECKPOINT_FORMAT',
    message: /net-0001\.states is not the file that it was written for/,
  });
  await assert.rejects(fineTune({ ...run({ resume: 'auto' }), modelPrefix: undefined }), {
    code: 'ERR_OPTION',
    message: /--resume auto needs the --model-prefix/,
  });
});

test('a state is named by its file, its prefix or its epoch, also under another prefix', async (t) => {
  const { prefix, folder, run } = await interrupted(t, 24);
  for (const [i, [named, batches]] of [
    [`${prefix}-0001.run.json`, 19],
    [`${prefix}-0001.params`, 19],
    [`${prefix}-0001+000005`, 24],
    [prefix, 24],
  ].entries()) {
    const modelPrefix = join(folder, `out${i}`, 'net');
    mkdirSync(dirname(modelPrefix));
    const said = await saidBy({ ...run({ resume: String(named) }), modelPrefix });
    assert.match(said, new RegExp(`Going over ${batches} batches`));
  }
  assert.match(await saidBy(run({ resume: '1' })), /Going over 19 batches/);
});

test('a run that has ended is told so, and ends well', async (t) => {
  const { prefix, run } = await interrupted(t, 4, { numEpochs: 1 });
  await runUntil(run({ resume: 'auto' }));
  const { batches, lines } = await runUntil(run({ resume: 'auto' }));
  assert.equal(batches, 0);
  assert.match(lines.join('\n'), /Nothing is left to train: .*net-0001\.params is that of epoch 0/);
  // With more epochs there is something left.
  assert.equal((await runUntil(run({ resume: 'auto', numEpochs: 2 }))).batches, 19);
  assert.ok(readFileSync(`${prefix}-0002.params`).length > 0);
});

test('a run that was stopped early stays so', async (t) => {
  const changes = { numEpochs: 9, lr: 0, mom: 0, wd: 0, earlyStoppingPatience: 1 };
  const { run } = await interrupted(t, 4, changes);
  const first = await runUntil(run({ resume: 'auto' }));
  assert.match(first.lines.join('\n'), /Early stopping/);
  const second = await runUntil(run({ resume: 'auto' }));
  assert.equal(second.batches, 0);
  assert.match(second.lines.join('\n'), /Nothing is left to train: .* it was stopped early/);
});

test('without a run to go on with, one is begun, and it is said', async (t) => {
  const { folder, run } = await interrupted(t, 4);
  const modelPrefix = join(folder, 'other', 'net');
  mkdirSync(dirname(modelPrefix));
  const said = await saidBy({ ...run({ resume: 'auto' }), modelPrefix });
  assert.match(said, /--resume auto: there is no run under .*net to go on with; one is begun/);
});

test('a new run under the prefix of another one makes an end of what could be gone on with', async (t) => {
  const { run } = await interrupted(t, 24);
  await runUntil(run(), 3);
  // Nothing of the older run, although it was further.
  assert.match(await saidBy(run({ resume: 'auto' })), /Going over 3 batches/);
});

test('obstacles to the same bytes are told before training', async (t) => {
  const { run } = await interrupted(t, 1, { dataNthreads: 3 });
  const told = /not to the same bytes: 3 threads change the images at random/;
  assert.match(await saidBy(run()), told);
  assert.doesNotMatch(await saidBy(run({ deterministic: true })), told);
  assert.doesNotMatch(await saidBy(run({ augmentation: {} })), told);
});

test('another environment is told: it may change the last bits', async (t) => {
  const { prefix, run } = await interrupted(t, 4);
  const file = `${prefix}-0000+000004.run.json`;
  const record = JSON.parse(readFileSync(file, 'utf8'));
  record.decisive.environment.OMP_NUM_THREADS = '77';
  writeFileSync(file, JSON.stringify(record));
  assert.match(await saidBy(run({ resume: 'auto' })), /OMP_NUM_THREADS was 77 and is .*last bits/);
});

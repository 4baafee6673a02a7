import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { saveCheckpoint } from '../../src/checkpoint/save.js';
import { trainIter } from '../../src/finetune/data-iters.js';
import { withDefaults } from '../../src/finetune/defaults.js';
import { fineTune } from '../../src/finetune/fine-tune.js';
import type { FineTuneOptions } from '../../src/finetune/options.js';
import { SaveRequest } from '../../src/finetune/resume/save-request.js';
import { HostCopies } from '../../src/module/host-copies.js';
import { fromTypedArray } from '../../src/ndarray/create.js';
import { openLibrary } from '../../src/runtime/library.js';
import { Layers } from '../support/networks.js';
import { runUntil } from '../support/resumable.js';
import { temporaryFolder } from '../support/temp-dir.js';
import { tinyRecords, writeRecords } from '../support/tiny-run.js';

const IMAGES = 21;

/** Weights on the pixels and nothing else; images of which each has a label and a name of its own. */
async function linearRun(t: TestContext): Promise<FineTuneOptions> {
  await openLibrary();
  const folder = temporaryFolder(t);
  const symbol = Layers.start().add('Flatten', 'flat').dense('fc', 2).softmax();
  const argParams = new Map([
    ['fc_weight', fromTypedArray(new Float32Array(2 * 2352), [2, 2352])],
    ['fc_bias', fromTypedArray(new Float32Array(2), [2])],
  ]);
  const pretrainedModel = join(folder, 'linear');
  await saveCheckpoint(pretrainedModel, 0, { symbol, argParams, auxParams: new Map() });
  for (const array of argParams.values()) array.dispose();
  symbol.dispose();
  const records = tinyRecords(IMAGES).map((record, i) => ({ ...record, label: i }));
  const dataTrain = writeRecords(folder, 'train.rec', records);
  const lines = records.map(({ id }, i) => `${id}\t${i}\tphotos/${i}.png\n`);
  writeFileSync(join(folder, 'train.lst'), lines.join(''));
  const modelPrefix = join(folder, 'out', 'net');
  mkdirSync(dirname(modelPrefix));
  return {
    ...{ pretrainedModel, modelPrefix, dataTrain, numClasses: IMAGES, numEpochs: 4 },
    ...{ batchSize: 4, imageShape: '3,28,28', rgbStd: '255,255,255', dataNthreads: 1, lr: 0.001 },
  };
}

/** The names of the images of a batch, by its labels. */
async function namesOf(
  options: FineTuneOptions,
  passes: number,
  batch: number,
  epoch = 0,
): Promise<string[]> {
  const part = { rank: 0, workers: 1 };
  const settings = withDefaults({ ...options, loadEpoch: 0 });
  await using images = await trainIter(settings, settings.batchSize, part, { epoch });
  for (let pass = 0; pass < passes; pass++) {
    for (let read = await images.next(); read; read = await images.next()) read.dispose();
    await images.reset();
  }
  for (let i = 0; i < batch; i++) (await images.next())?.dispose();
  using wanted = await images.next();
  const [labels] = await new HostCopies().copy(wanted?.label ?? []);
  return [...(labels?.values ?? [])].map((label) => `photos/${label}.png`);
}

/** Goes on with a run until its loss is not finite; the message. */
async function divergence(options: FineTuneOptions): Promise<string> {
  let message = '';
  await assert.rejects(
    fineTune({ ...options, lr: 1e38, resume: 'auto', resumeAnyway: true }),
    (error: Error & { code?: string }) => {
      message = error.message;
      return error.code === 'ERR_DIVERGED';
    },
  );
  return message;
}

function assertNamed(message: string, place: string, names: readonly string[]): void {
  assert.ok(message.startsWith(`the loss of ${place} is not finite. Images: `), message);
  assert.ok(message.includes(`Images: ${names.join(', ')}. `), `${message} has not ${names}`);
}

test('a run that is gone on with names the images of the batch that it has trained', async (t) => {
  const run = await linearRun(t);
  // 21 images by 4: the first epoch has 6 batches and takes three images of the next pass.
  await runUntil(run, 6 + 2);
  assertNamed(await divergence(run), 'batch 3 of epoch 1', await namesOf(run, 1, 3));
});

test('with seeds for each epoch too', async (t) => {
  const run = { ...(await linearRun(t)), reseedEpochs: true };
  await runUntil(run, 6 + 2);
  assertNamed(await divergence(run), 'batch 3 of epoch 1', await namesOf(run, 0, 3, 1));
});

test('data that begin anew are named as they come then', async (t) => {
  // In the middle of the second epoch, and behind its end.
  for (const [batches, epoch] of [
    [6 + 2, 1],
    [6 + 5, 2],
  ] as const) {
    const run = await linearRun(t);
    await runUntil(run, batches);
    const other = { ...run, batchSize: 3 };
    const place = `batch 1 of epoch ${epoch}`;
    assertNamed(await divergence(other), place, await namesOf(other, 0, 1));
  }
});

/** Values overflow in a batch whose own loss is finite: they are seen when they are to be saved. */
const OVERFLOW = { lr: 1e38, mom: 0, wd: 1e3 };

function savedBy({ modelPrefix = '' }: FineTuneOptions): string[] {
  return readdirSync(dirname(modelPrefix)).filter((name) => /\.(params|states|json)$/.test(name));
}

test('values that are not finite are not saved inside an epoch either, whoever asks', async (t) => {
  for (const ask of ['--save-batches', 'a signal', 'a request']) {
    const run = { ...(await linearRun(t)), ...OVERFLOW };
    const interruption = new AbortController();
    const saveRequest = new SaveRequest();
    const training = fineTune(
      { ...run, saveBatches: ask === '--save-batches' ? 1 : 0 },
      {
        signal: interruption.signal,
        saveRequest,
        onEvent: ({ type }) => {
          if (type !== 'batch') return;
          if (ask === 'a signal') interruption.abort('enough');
          if (ask === 'a request') saveRequest.ask();
        },
      },
    );
    await assert.rejects(training, {
      code: 'ERR_DIVERGED',
      message: /^after batch \d of epoch 0 there are values that are not finite, in fc_weight/,
    });
    assert.deepEqual(savedBy(run), [], ask);
  }
});

test('with halve-lr such values are not saved, and the run goes back and on', async (t) => {
  const run = { ...(await linearRun(t)), ...OVERFLOW, numEpochs: 1, onDivergence: 'halve-lr' };
  const lines: string[] = [];
  const log = (line: string) => void lines.push(line);
  await fineTune({ ...run, saveBatches: 1 }, { logger: { info: log, warning: log } });
  const text = lines.join('\n');
  assert.match(
    text,
    /after batch 0 of epoch 0 there are values .* in fc_weight[^\n]*; they are not saved/,
  );
  assert.match(text, /back to the values before, with 1\/2 of the rate/);
});

test('batches that are skipped in a row are counted on after an interruption', async (t) => {
  // No image is finite: ten batches are skipped, those of epoch 0 and four of epoch 1.
  const deviations = '1e-37,1e-37,1e-37';
  const run = { ...(await linearRun(t)), rgbStd: deviations, onDivergence: 'skip' };
  await runUntil(run, 4);
  await assert.rejects(fineTune({ ...run, resume: 'auto' }), {
    code: 'ERR_DIVERGED',
    message: /^the loss of batch 4 of epoch 1 is not finite.*; skipping has not helped/,
  });
});

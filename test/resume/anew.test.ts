import assert from 'node:assert/strict';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { saveCheckpoint } from '../../src/checkpoint/save.js';
import type { FineTuneOptions } from '../../src/finetune/options.js';
import { zeros } from '../../src/ndarray/create.js';
import { openLibrary } from '../../src/runtime/library.js';
import { Layers } from '../support/networks.js';
import { fixture } from '../support/paths.js';
import { resultOf, resumableRun, runUntil } from '../support/resumable.js';
import { temporaryFolder } from '../support/temp-dir.js';

/** A network that draws nothing, trained by an optimizer that remembers nothing: only values and data decide. */
const FORGETFUL: Partial<FineTuneOptions> = {
  imageShape: '3,28,28',
  mom: 0,
  lrFactor: 1,
  numEpochs: 2,
};
const BATCHES_IN_EPOCH = 19;

for (const reseedEpochs of [false, true]) {
  const what = reseedEpochs ? 'with seeds for each epoch' : 'with one seed';
  test(`data that begin anew behind an epoch come as to a run that has nothing but the values: ${what}`, async (t) => {
    const folder = temporaryFolder(t);
    const [anew, values] = [join(folder, 'anew'), join(folder, 'values')];
    mkdirSync(anew);
    const settings = { ...FORGETFUL, reseedEpochs, loadEpoch: 1 };
    const mlp = fixture('models', 'mlp');
    const run = resumableRun(mlp, join(anew, 'net'), { ...settings, beginEpoch: 0 });
    await runUntil(run, BATCHES_IN_EPOCH);
    cpSync(anew, values, { recursive: true });
    rmSync(join(values, 'net-0001.run.json'));
    const batchSize = 16;
    await runUntil({ ...run, batchSize, resume: 'auto', resumeAnyway: true });
    const prefix = join(values, 'net');
    await runUntil({ ...resumableRun(prefix, prefix, settings), batchSize });
    const expected = resultOf(prefix)['PREFIX-0002.params'];
    assert.ok(expected !== undefined);
    assert.equal(resultOf(join(anew, 'net'))['PREFIX-0002.params'], expected);
  });
}

test('a network without a loss under the own prefix is refused: nothing in it learns from labels', async (t) => {
  const prefix = join(temporaryFolder(t), 'net');
  await openLibrary();
  using symbol = Layers.start().dense('out', 3).net;
  using weight = zeros([3, 3 * 24 * 24]);
  using bias = zeros([3]);
  const argParams = new Map(Object.entries({ out_weight: weight, out_bias: bias }));
  await saveCheckpoint(prefix, 1, { symbol, argParams, auxParams: new Map() });
  await assert.rejects(runUntil(resumableRun(prefix, prefix, { loadEpoch: 1 })), {
    code: 'ERR_HEAD_NOT_FOUND',
    message: /net-symbol\.json ends with the FullyConnected out, which is no loss/,
  });
});

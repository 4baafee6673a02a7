import assert from 'node:assert/strict';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadCheckpoint } from '../../src/checkpoint/load.js';
import { EarlyCheckpoint } from '../../src/finetune/early-checkpoint.js';
import { openLibrary } from '../../src/runtime/library.js';
import { withDisposal } from '../support/live-counts.js';
import { fixture } from '../support/paths.js';
import { temporaryFolder } from '../support/temp-dir.js';

const RESIDUAL = { pretrainedModel: fixture('models', 'resnet20'), loadEpoch: 1 };
const MLP = { pretrainedModel: fixture('models', 'mlp'), loadEpoch: 1 };

test('nothing of a checkpoint is made before libmxnet is open, and it is whole when it is taken', async () => {
  await withDisposal(async () => {
    let open = () => {};
    const library = new Promise<void>((resolve) => {
      open = resolve;
    });
    let isOpen = false;
    await using early = new EarlyCheckpoint(MLP, library);
    const taking = early.take(MLP).then((checkpoint) => {
      assert.ok(isOpen);
      return checkpoint;
    });
    await openLibrary();
    isOpen = true;
    open();
    using checkpoint = await taking;
    using expected = await loadCheckpoint(MLP.pretrainedModel, 1);
    assert.deepEqual([...checkpoint.argParams.keys()], [...expected.argParams.keys()]);
  });
});

test('a checkpoint that nobody takes is let go of, and another one can be taken in its place', async () => {
  await withDisposal(async () => {
    await using early = new EarlyCheckpoint(RESIDUAL, openLibrary());
    using other = await early.take(MLP);
    assert.ok(other.argParams.has('fc1_weight'));
    assert.equal(other.auxParams.size, 0);
  });
});

test('what is wrong with a checkpoint is told to whoever takes it, and to nobody else', async () => {
  await withDisposal(async () => {
    const missing = { ...MLP, loadEpoch: 7 };
    await using early = new EarlyCheckpoint(missing, openLibrary());
    using other = await early.take(MLP);
    assert.ok(other.argParams.size > 0);
    await assert.rejects(early.take(missing), { code: 'ERR_CHECKPOINT_NOT_FOUND' });
  });
});

test('of a network and values that are both damaged the network is told, and nothing stays behind', async (t) => {
  await withDisposal(async () => {
    const prefix = join(temporaryFolder(t), 'net');
    writeFileSync(`${prefix}-symbol.json`, '{');
    writeFileSync(`${prefix}-0001.params`, 'no values');
    await assert.rejects(loadCheckpoint(prefix, 1), { message: /net-symbol\.json cannot be used/ });
    copyFileSync(`${MLP.pretrainedModel}-0001.params`, `${prefix}-0001.params`);
    await assert.rejects(loadCheckpoint(prefix, 1), { message: /net-symbol\.json cannot be used/ });
    copyFileSync(`${MLP.pretrainedModel}-symbol.json`, `${prefix}-symbol.json`);
    writeFileSync(`${prefix}-0001.params`, 'no values');
    await assert.rejects(loadCheckpoint(prefix, 1), { message: /is not a \.params file/ });
  });
});

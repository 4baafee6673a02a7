import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FineTuneError } from '../../src/errors.js';
import { fineTune } from '../../src/finetune/fine-tune.js';
import { cpu } from '../../src/runtime/device.js';
import { smallRun } from '../support/fine-tune.js';
import { withLiveCounts } from '../support/live-counts.js';
import { fixture } from '../support/paths.js';
import { temporaryFolder } from '../support/temp-dir.js';
import { tinyRecords, writeRecords } from '../support/tiny-run.js';

const MLP = {
  pretrainedModel: fixture('models', 'mlp'),
  batchSize: 100,
  rgbStd: '255,255,255',
};

test('a run gives everything back, on one device and on two', async () => {
  for (const devices of [[cpu()], [cpu(0), cpu(1)]]) {
    await withLiveCounts(async () => {
      const { train } = await fineTune(smallRun({ ...MLP, devices, numEpochs: 2 }));
      assert.equal(train[0]?.[0], 'accuracy');
    });
  }
});

test('a run that is refused or fails gives everything back', async (t) => {
  const records = tinyRecords(32);
  records[17] = { image: Buffer.from('no image'), label: 0 };
  const damaged = writeRecords(temporaryFolder(t), 'damaged.rec', records);
  for (const [changes, code] of [
    [{ numClasses: 2 }, 'ERR_DATA'],
    [{ dataTrain: damaged, batchSize: 8 }, 'ERR_DATA'],
    [{ imageShape: '3,32,32' }, 'ERR_CHECKPOINT_MISMATCH'],
    [{ layerBeforeFullc: 'nothing' }, 'ERR_HEAD_NOT_FOUND'],
    [{ pretrainedModel: 'nothing' }, 'ERR_CHECKPOINT_NOT_FOUND'],
    [{ modelPrefix: '/proc/self/net' }, 'ERR_OUTPUT'],
  ] as const) {
    await withLiveCounts(() =>
      assert.rejects(fineTune(smallRun({ ...MLP, ...changes })), { code }),
    );
  }
});

test('an error of a listener ends the run with that error', async () => {
  await withLiveCounts(() =>
    assert.rejects(
      fineTune(smallRun(MLP), {
        onEvent: ({ type }) => {
          if (type === 'batch') throw new Error('the listener fails');
        },
      }),
      /the listener fails/,
    ),
  );
});

test('names that there are not, and values of another kind, are refused before anything is done', async () => {
  for (const [changes, reason] of [
    [{ gpus: '0' }, /^there is no option gpus; did you mean \w+\?$/],
    [{ numEpoch: 3 }, /^there is no option numEpoch; did you mean numEpochs\?$/],
    [
      { augmentation: { randomMiror: 1 } },
      /no option augmentation\.randomMiror; .*\.randomMirror\?$/,
    ],
    [{ imageShape: [3, 28, 28] }, /^imageShape must be a text, received 3,28,28$/],
    [{ kvStore: null }, /^kvStore must be a text, received null$/],
    [{ devices: [] }, /^devices must be a list of at least one Device/],
  ] as const) {
    await assert.rejects(fineTune(smallRun({ ...MLP, ...(changes as object) })), (error) => {
      assert.ok(error instanceof FineTuneError, String(error));
      assert.equal(error.code, 'ERR_OPTION');
      assert.match(error.message, reason);
      return true;
    });
  }
});

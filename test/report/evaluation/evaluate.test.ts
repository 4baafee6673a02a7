import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { evaluate } from '../../../src/report/evaluation/evaluate.js';
import { clothesNet } from '../../support/classifier-net.js';
import { VALIDATION, VALIDATION_CLASSES, writeClassFolders } from '../../support/labelled.js';
import { withLiveCounts } from '../../support/live-counts.js';
import { temporaryFolder } from '../../support/temp-dir.js';

test('the same data give the same numbers, to the last bit, each time', async (t) => {
  const prefix = await clothesNet(temporaryFolder(t));
  const options = { dataClasses: VALIDATION_CLASSES, batchSize: 16 };
  const first = await evaluate(prefix, VALIDATION, options);
  assert.deepEqual(await evaluate(prefix, VALIDATION, options), first);
});

test('a signal in the middle ends it with its reason, and nothing stays behind', async (t) => {
  const folder = temporaryFolder(t);
  const prefix = await clothesNet(folder);
  const root = join(folder, 'images');
  writeClassFolders(root, VALIDATION_CLASSES, 50);
  for (const data of [VALIDATION, root]) {
    await withLiveCounts(async () => {
      const controller = new AbortController();
      const reason = new Error('enough');
      let images = 0;
      const options = { dataClasses: VALIDATION_CLASSES, batchSize: 8 };
      const evaluation = evaluate(prefix, data, options, {
        signal: controller.signal,
        onImage: (total) => {
          assert.equal(total, 150);
          if (++images === 20) controller.abort(reason);
        },
      });
      await assert.rejects(evaluation, (error) => error === reason);
      assert.ok(images < 150);
    });
  }
});

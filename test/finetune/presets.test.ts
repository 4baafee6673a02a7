import assert from 'node:assert/strict';
import { test } from 'node:test';
import { augmentationLevel } from '../../src/finetune/presets.js';

test('each augmentation level includes the ones below', () => {
  assert.deepEqual(augmentationLevel(0), {});
  assert.deepEqual(augmentationLevel(1), { randomCrop: 1, randomMirror: 1 });
  assert.deepEqual(augmentationLevel(2), {
    randomCrop: 1,
    randomMirror: 1,
    maxRandomH: 36,
    maxRandomS: 50,
    maxRandomL: 50,
  });
  assert.deepEqual(augmentationLevel(3), {
    ...augmentationLevel(2),
    maxRandomRotateAngle: 10,
    maxRandomShearRatio: 0.1,
    maxRandomAspectRatio: 0.25,
  });
});

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadRecipe, type Recipe, recipeFile, saveRecipe } from '../../src/checkpoint/recipe.js';
import { folderContents } from '../support/folder-contents.js';
import { temporaryFolder } from '../support/temp-dir.js';

const RECIPE: Recipe = {
  classNames: ['red car', '猫', '"quoted"'],
  imageShape: [3, 28, 32],
  rgbMean: [123.68, 0, -1],
  rgbStd: [1, 58.4, 255],
  resize: 36,
  trainedOn: { file: 'train.rec', images: 600 },
  pretrained: { prefix: 'models/net', epoch: 7 },
  versions: { 'mxnet-finetune': '0.1.0', libmxnet: '1.9.1' },
};

test('a recipe is read as it was saved, and says what is always done', async (t) => {
  const folder = temporaryFolder(t);
  const prefix = join(folder, 'net');
  assert.equal(await loadRecipe(prefix), undefined);
  await saveRecipe(prefix, RECIPE);
  await saveRecipe(prefix, { ...RECIPE, resize: null });
  assert.deepEqual(Object.keys(folderContents(folder)), ['net-finetune.json']);
  const { format, crop, channelOrder, ...recipe } = (await loadRecipe(prefix)) as Recipe & {
    format: number;
    crop: string;
    channelOrder: string;
  };
  assert.deepEqual(recipe, { ...RECIPE, resize: null });
  assert.deepEqual([format, crop, channelOrder], [1, 'center', 'RGB']);
});

test('a damaged recipe is refused with the way out', async (t) => {
  const prefix = join(temporaryFolder(t), 'net');
  await saveRecipe(prefix, RECIPE);
  const whole = readFileSync(recipeFile(prefix), 'utf8').trimEnd();
  for (let length = 0; length < whole.length; length += 11) {
    writeFileSync(recipeFile(prefix), whole.slice(0, length));
    await assert.rejects(loadRecipe(prefix), {
      code: 'ERR_CHECKPOINT_FORMAT',
      message: /net-finetune\.json is damaged.*--class-names/,
    });
  }
});

test('a recipe whose values cannot be is refused', async (t) => {
  const prefix = join(temporaryFolder(t), 'net');
  const changes: Record<string, unknown>[] = [
    { format: undefined },
    { format: '1' },
    { classNames: 'a' },
    { classNames: [1, 2] },
    { imageShape: [3, 28] },
    { imageShape: [3, 0, 28] },
    { imageShape: [2, 28, 28] },
    { imageShape: [3, 28.5, 28] },
    { rgbMean: ['1', '2', '3'] },
    { rgbStd: [1, 0, 1] },
    { rgbMean: [1, 2, null] },
    { resize: 0 },
    { resize: 'short' },
    { resize: undefined },
  ];
  for (const change of changes) {
    writeFileSync(recipeFile(prefix), JSON.stringify({ format: 1, ...RECIPE, ...change }));
    await assert.rejects(
      loadRecipe(prefix),
      { code: 'ERR_CHECKPOINT_FORMAT', message: /no recipe of form 1/ },
      JSON.stringify(change),
    );
  }
  for (const text of ['null', '[]', '3', '"text"']) {
    writeFileSync(recipeFile(prefix), text);
    await assert.rejects(loadRecipe(prefix), /no recipe of form 1/);
  }
});

test('a recipe of a later form asks for a later version', async (t) => {
  const prefix = join(temporaryFolder(t), 'net');
  writeFileSync(recipeFile(prefix), JSON.stringify({ ...RECIPE, format: 2 }));
  await assert.rejects(loadRecipe(prefix), /form 2; .*Use a later version/);
});

test('a folder in place of a recipe is called by its name', async (t) => {
  const prefix = join(temporaryFolder(t), 'net');
  mkdirSync(recipeFile(prefix));
  await assert.rejects(loadRecipe(prefix), /net-finetune\.json is a folder/);
  await assert.rejects(saveRecipe(prefix, RECIPE), { code: 'ERR_OUTPUT', message: /is a folder/ });
});

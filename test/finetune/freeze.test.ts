import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadParams } from '../../src/checkpoint/load.js';
import { fineTune } from '../../src/finetune/fine-tune.js';
import type { FineTuneOptions } from '../../src/finetune/options.js';
import { smallRun } from '../support/fine-tune.js';
import { fixture } from '../support/paths.js';
import { temporaryFolder } from '../support/temp-dir.js';

const PRETRAINED = fixture('models', 'resnet20-0001.params');

/** The names of all arrays that a run has changed, new ones left out. */
async function changedBy(folder: string, changes: Partial<FineTuneOptions>): Promise<string[]> {
  const { checkpoint } = await fineTune(smallRun({ ...changes, modelPrefix: join(folder, 'm') }));
  assert.ok(checkpoint !== undefined);
  const [before, after] = [await valuesOf(PRETRAINED), await valuesOf(checkpoint)];
  return [...after.keys()].filter((name) => {
    const old = before.get(name);
    return old !== undefined && !old.equals(after.get(name) as Buffer);
  });
}

async function valuesOf(file: string): Promise<Map<string, Buffer>> {
  const { argParams, auxParams } = await loadParams(file);
  const values = new Map<string, Buffer>();
  for (const [name, array] of [...argParams, ...auxParams]) {
    values.set(name, Buffer.from((await array.data()).buffer));
    array.dispose();
  }
  return values;
}

test('without freezing, weights and statistics change', async (t) => {
  const changed = await changedBy(temporaryFolder(t), {});
  assert.ok(changed.includes('conv0_weight'));
  assert.ok(changed.some((name) => name.endsWith('moving_mean')));
});

test('a frozen backbone keeps every byte, the statistics of its batch normalization too', async (t) => {
  assert.deepEqual(await changedBy(temporaryFolder(t), { freeze: 'backbone' }), []);
});

test('a number freezes that many layers from the input on', async (t) => {
  const changed = await changedBy(temporaryFolder(t), { freeze: '3' });
  // bn_data, conv0 and bn0, or whichever come first: nothing before the fourth layer with parameters.
  assert.ok(!changed.includes('conv0_weight'));
  assert.ok(changed.includes('stage3_unit3_conv2_weight'));
});

test('fixed parameters keep their bytes while statistics go on, as with fixed_param_names', async (t) => {
  const changed = await changedBy(temporaryFolder(t), { fixedParams: 'conv0_weight,stage1_.*' });
  assert.deepEqual(
    changed.filter(
      (name) => name === 'conv0_weight' || /^stage1_.*(weight|gamma|beta)$/.test(name),
    ),
    [],
  );
  assert.ok(changed.some((name) => /^stage1_.*moving_mean$/.test(name)));
});

test('frozen batch normalization keeps all its arrays and no others', async (t) => {
  const changed = await changedBy(temporaryFolder(t), { freezeBn: true, lr: 1e-6 });
  assert.deepEqual(
    changed.filter((name) => /gamma|beta|moving/.test(name)),
    [],
  );
  assert.ok(changed.includes('conv0_weight'));
});

test('the saved network is not the one with frozen statistics', async (t) => {
  const folder = temporaryFolder(t);
  await fineTune(smallRun({ freeze: 'backbone', modelPrefix: join(folder, 'm') }));
  const json = await readFile(join(folder, 'm-symbol.json'), 'utf8');
  assert.doesNotMatch(json, /"use_global_stats": "True"/);
});

test('a pattern that matches nothing is refused with the nearest names', async () => {
  await assert.rejects(fineTune(smallRun({ fixedParams: 'conv0_wieght' })), {
    code: 'ERR_OPTION',
    message: /--fixed-params: no parameter matches 'conv0_wieght'.*conv0_weight/,
  });
});

test('more layers than there are, or something else, cannot be frozen', async () => {
  await assert.rejects(fineTune(smallRun({ freeze: '999' })), { message: /has only \d+ layers/ });
  await assert.rejects(fineTune(smallRun({ freeze: 'everything' })), {
    message: /--freeze must be none, backbone or a number/,
  });
});

test('a rate factor of 0 for the backbone and no decay trains the head alone', async (t) => {
  const changed = await changedBy(temporaryFolder(t), { lrMult: 'backbone=0', wd: 0 });
  assert.deepEqual(
    changed.filter((name) => !name.includes('moving')),
    [],
  );
});

test('malformed factors are refused', async () => {
  for (const lrMult of [
    ...['conv0', 'conv0=', '=2', 'conv0=x', 'conv0=-1', 'conv0=nan', 'conv0=0x10'],
    ...['conv0=1e300', 'conv0=1e39', 'conv0=1e-60'],
  ]) {
    await assert.rejects(fineTune(smallRun({ lrMult })), {
      code: 'ERR_OPTION',
      message: /--lr-mult/,
    });
  }
});

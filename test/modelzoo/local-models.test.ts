import assert from 'node:assert/strict';
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fetchModel } from '../../src/modelzoo/fetch-model.js';
import { findCheckpoint } from '../../src/modelzoo/find-checkpoint.js';
import { addModel, listModels, removeModel } from '../../src/modelzoo/local-models.js';
import { fixture } from '../support/paths.js';
import { temporaryFolder } from '../support/temp-dir.js';
import { Cache } from './fetching.js';
import { FILES, MODEL, sha256, ZooServer } from './zoo-server.js';

const CHECKPOINT = { prefix: fixture('models', 'mlp'), epoch: 1 };

function modelsOf(cache: Cache): Record<string, string> {
  return Object.fromEntries(
    listModels(cache.environment)
      .filter(({ state }) => state !== 'absent')
      .map(({ name, state }) => [name, state]),
  );
}

test('the twelve models of the zoo are listed, and those in the cache as such', async (t) => {
  const cache = new Cache(t);
  const names = listModels(cache.environment).map(({ name }) => name);
  assert.equal(names.length, 12);
  assert.equal(names[0], 'imagenet1k-inception-bn');
  assert(names.includes('imagenet11k-place365ch-resnet-50'));
  assert.deepEqual(modelsOf(cache), {});
  await addModel('mine', CHECKPOINT, cache.environment);
  const server = await ZooServer.start(t);
  await cache.fetch(server);
  assert.deepEqual(modelsOf(cache), { [MODEL]: 'cached', mine: 'cached' });
  const [mine] = listModels(cache.environment).filter(({ name }) => name === 'mine');
  assert.deepEqual(mine, {
    name: 'mine',
    state: 'cached',
    prefix: join(cache.models, 'mine', 'mine'),
    bytes: FILES.symbol.length + FILES.params.length,
    source: `${CHECKPOINT.prefix} (epoch 1)`,
    verified: false,
  });
});

test('a checkpoint that is handed in is a copy, of epoch 0, and found by its name', async (t) => {
  const cache = new Cache(t);
  const before = sha256(readFileSync(fixture('models', 'mlp-0001.params')));
  const added = await addModel(MODEL, CHECKPOINT, cache.environment);
  cache.assertWhole();
  assert.equal(sha256(readFileSync(fixture('models', 'mlp-0001.params'))), before);
  const { prefix } = await cache.fetch(undefined);
  assert.equal(prefix, added.prefix);
});

test('what is no checkpoint, or has no name that can be one, is not handed in', async (t) => {
  const cache = new Cache(t);
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'bad-symbol.json'), '<html></html>');
  copyFileSync(fixture('models', 'mlp-0001.params'), join(folder, 'bad-0000.params'));
  copyFileSync(fixture('models', 'mlp-0001.params'), join(folder, 'alone-0000.params'));
  for (const [name, prefix, epoch, code] of [
    ['x', join(folder, 'bad'), 0, 'ERR_CHECKPOINT_FORMAT'],
    ['x', join(folder, 'alone'), 0, 'ERR_CHECKPOINT_NOT_FOUND'],
    ['x', CHECKPOINT.prefix, 7, 'ERR_CHECKPOINT_NOT_FOUND'],
    ['../x', CHECKPOINT.prefix, 1, 'ERR_OPTION'],
    ['.x', CHECKPOINT.prefix, 1, 'ERR_OPTION'],
    ['', CHECKPOINT.prefix, 1, 'ERR_OPTION'],
  ] as const) {
    await assert.rejects(addModel(name, { prefix, epoch }, cache.environment), { code });
  }
  assert.deepEqual(cache.names(), []);
});

test('what can be no name is of no model, also when such a folder is there', async (t) => {
  const cache = new Cache(t);
  const { environment } = cache;
  await addModel('mine', CHECKPOINT, environment);
  for (const name of ['', '.', '..', 'mine/', '../models/mine']) {
    await assert.rejects(fetchModel(name, { environment }), {
      code: 'ERR_CHECKPOINT_NOT_FOUND',
      message: `there is no model ${name}, neither in the model zoo nor in ${cache.models}. See: mxnet-finetune modelzoo list`,
    });
    await assert.rejects(removeModel(name, environment), { code: 'ERR_CHECKPOINT_NOT_FOUND' });
  }
  assert.deepEqual(modelsOf(cache), { mine: 'cached' });
});

test('a name that is taken has to be freed first', async (t) => {
  const cache = new Cache(t);
  await addModel('mine', CHECKPOINT, cache.environment);
  await assert.rejects(addModel('mine', CHECKPOINT, cache.environment), {
    code: 'ERR_OPTION',
    message: /modelzoo remove mine/,
  });
  await removeModel('mine', cache.environment);
  assert.deepEqual(cache.names(), []);
  await addModel('mine', CHECKPOINT, cache.environment);
  assert.deepEqual(cache.names(), ['mine']);
});

test('a damaged model that was handed in can be handed in again', async (t) => {
  const cache = new Cache(t);
  const { prefix } = await addModel('mine', CHECKPOINT, cache.environment);
  rmSync(`${prefix}-symbol.json`);
  assert.deepEqual(modelsOf(cache), { mine: 'damaged' });
  await assert.rejects(findCheckpoint('mine', { environment: cache.environment }), {
    code: 'ERR_CHECKPOINT_FORMAT',
    message: /is damaged.*add it again/,
  });
  await addModel('mine', CHECKPOINT, cache.environment);
  assert.deepEqual(modelsOf(cache), { mine: 'cached' });
});

test('removing takes what a broken download has left, and refuses what is not there', async (t) => {
  const server = await ZooServer.start(t);
  const cache = new Cache(t);
  await cache.fetch(server);
  await removeModel(MODEL, cache.environment);
  assert.deepEqual(cache.names(), []);
  for (const name of [MODEL, '..', 'unknown']) {
    await assert.rejects(removeModel(name, cache.environment), {
      code: 'ERR_CHECKPOINT_NOT_FOUND',
    });
  }
  assert.deepEqual(readdirSync(cache.folder), ['models']);
});

/** A checkpoint in the current folder that is called as a model. */
function localModel(t: TestContext): void {
  const [folder, before] = [temporaryFolder(t), process.cwd()];
  writeFileSync(join(folder, `${MODEL}-symbol.json`), FILES.symbol);
  process.chdir(folder);
  t.after(() => process.chdir(before));
}

test('a checkpoint on the disk goes before the model of that name, which is said; with zooFirst after it', async (t) => {
  localModel(t);
  const cache = new Cache(t);
  await addModel(MODEL, CHECKPOINT, cache.environment);
  const lines: string[] = [];
  const logger = { info: (line: string) => void lines.push(line), warning: assert.fail };
  const options = { environment: cache.environment, epoch: 3, logger };
  assert.deepEqual(await findCheckpoint(MODEL, options), {
    prefix: MODEL,
    epoch: 3,
    fromZoo: false,
  });
  assert.match(lines.join(), /is the checkpoint .*-symbol\.json, which goes before the model/);
  const prefix = join(cache.models, MODEL, MODEL);
  assert.deepEqual(await findCheckpoint(MODEL, { ...options, zooFirst: true }), {
    prefix,
    epoch: 0,
    fromZoo: true,
  });
  assert.equal(lines.at(-1), `${MODEL} is the model ${prefix}-symbol.json`);
});

test('a misspelt model is an error with the names that are meant; another prefix stays one', async (t) => {
  const { environment } = new Cache(t);
  await assert.rejects(findCheckpoint('imagenet1k-resnet50', { environment }), {
    code: 'ERR_CHECKPOINT_NOT_FOUND',
    message: /neither a checkpoint .* nor a model .*: imagenet1k-resnet-50,/,
  });
  await assert.rejects(findCheckpoint('resnext-50', { environment }), {
    message: /: imagenet1k-resnext-50\. See/,
  });
  for (const prefix of ['models/imagenet1k-resnet50', 'my-network']) {
    assert.deepEqual(await findCheckpoint(prefix, { environment, epoch: 2 }), {
      prefix,
      epoch: 2,
      fromZoo: false,
    });
  }
});

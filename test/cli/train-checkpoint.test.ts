import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fromTypedArray } from '../../src/ndarray/create.js';
import { loadArrays, saveArrays } from '../../src/ndarray/named-arrays.js';
import { folderContents } from '../support/folder-contents.js';
import { fixture } from '../support/paths.js';
import { runCli } from '../support/run-cli.js';
import { temporaryFolder } from '../support/temp-dir.js';
import { tinyRecords, tinyRunArguments, writeRecords } from '../support/tiny-run.js';

const SYMBOL = fixture('models', 'mlp-symbol.json');
const PARAMS = fixture('models', 'mlp-0001.params');

/** A folder with a checkpoint `net` and a data set, and the arguments to train on them. */
function prepare(test: TestContext): { folder: string; prefix: string; argv: string[] } {
  const folder = temporaryFolder(test);
  const prefix = join(folder, 'net');
  copyFileSync(SYMBOL, `${prefix}-symbol.json`);
  copyFileSync(PARAMS, `${prefix}-0001.params`);
  const argv = tinyRunArguments(writeRecords(folder, 'train.rec', tinyRecords(16)));
  argv.push('--pretrained-model', prefix, '--model-prefix', join(folder, 'new', 'out'));
  return { folder, prefix, argv };
}

/** Runs, and expects exit code 4, a reason, and that the folder is as before. */
async function assertModelError(folder: string, argv: string[], reason: RegExp): Promise<void> {
  const before = folderContents(folder);
  const { code, stdout, stderr } = await runCli(argv);
  assert.equal(code, 4, stderr);
  assert.equal(stdout, '');
  assert.match(stderr, /\nmxnet-finetune: [^\n]+\n$/);
  assert.match(stderr, reason);
  assert.deepEqual(folderContents(folder), before, 'nothing is written');
}

test('the checkpoint of these tests can be trained', async (t) => {
  const { argv, folder } = prepare(t);
  const { code, stderr } = await runCli(argv);
  assert.equal(code, 0, stderr);
  assert.ok('new/out-0001.params' in folderContents(folder));
});

test('a checkpoint that does not exist is called by the file that is missing', async (t) => {
  const { argv, folder } = prepare(t);
  const missing = [...argv, '--pretrained-model', join(folder, 'other')];
  await assertModelError(folder, missing, /other-symbol\.json does not exist/);
  const epoch = [...argv, '--load-epoch', '7'];
  await assertModelError(folder, epoch, /net-0007\.params, but for 1/);
  await assertModelError(folder, [...argv, '--pretrained-model', folder], /does not exist/);
  await assertModelError(folder, [...argv, '--pretrained-model', `${folder}/`], /does not exist/);
});

test('files of another kind are called by their kind, as network and as values', async (t) => {
  const { argv, folder, prefix } = prepare(t);
  for (const [contents, reason] of [
    ['', /is empty/],
    ['<!DOCTYPE html><html></html>', /web page.*fetch it again/],
    ['version https://git-lfs.github.com/spec/v1\n', /Git LFS.*git lfs pull/],
    [Buffer.from('504b0304', 'hex'), /zip archive/],
    [Buffer.from('1f8b08', 'hex'), /gzip archive/],
  ] as const) {
    writeFileSync(`${prefix}-0001.params`, contents);
    await assertModelError(folder, argv, reason);
    writeFileSync(`${prefix}-symbol.json`, contents);
    await assertModelError(folder, argv, reason);
    copyFileSync(SYMBOL, `${prefix}-symbol.json`);
  }
});

test('values that are cut off are refused with what is missing', async (t) => {
  const { argv, folder, prefix } = prepare(t);
  const bytes = readFileSync(PARAMS);
  for (const [length, reason] of [
    [20, /inside the header, at the number of arrays/],
    [26, /inside array 0, at its mark/],
    [46, /inside array 0, at a dimension/],
    [62, /inside array 0, at its element type/],
    [5000, /inside array 0, at its values; it has 5000 bytes, at least 1204288 are needed/],
    [bytes.length - 1, /at a name/],
  ] as const) {
    writeFileSync(`${prefix}-0001.params`, bytes.subarray(0, length));
    await assertModelError(folder, argv, reason);
  }
});

test('network and values that are swapped, or folders, are told', async (t) => {
  const { argv, folder, prefix } = prepare(t);
  copyFileSync(PARAMS, `${prefix}-symbol.json`);
  await assertModelError(folder, argv, /\.params file: the two may be swapped/);
  copyFileSync(SYMBOL, `${prefix}-symbol.json`);
  copyFileSync(SYMBOL, `${prefix}-0001.params`);
  await assertModelError(folder, argv, /JSON.*the two may be swapped/);
  mkdirSync(`${prefix}-0002.params`);
  await assertModelError(folder, [...argv, '--load-epoch', '2'], /0002\.params is a folder/);
});

test('values of another network are listed: missing, of no use, of another shape', async (t) => {
  const { argv, folder, prefix } = prepare(t);
  copyFileSync(fixture('models', 'resnet20-0001.params'), `${prefix}-0001.params`);
  await assertModelError(
    folder,
    argv,
    /without a value are fc2_weight, fc2_bias; of no use are bn_data_gamma, .*; fc1_weight has the shape \(10, \d+\) instead of \(128, 2352\)/,
  );
});

test('an image size that the network was not made for is told by the shapes', async (t) => {
  const { argv, folder } = prepare(t);
  const larger = [...argv, '--image-shape', '3,32,32'];
  await assertModelError(folder, larger, /\(128, 2352\) instead of \(128, 3072\).*--image-shape/);
});

test('an operator that the library lacks is named', async (t) => {
  const { argv, folder, prefix } = prepare(t);
  const text = readFileSync(SYMBOL, 'utf8').replace('"Flatten"', '"FlattenMore"');
  writeFileSync(`${prefix}-symbol.json`, text);
  await assertModelError(folder, argv, /the operator FlattenMore, which libmxnet/);
});

test('a network whose image is not called data is told the name that it has', async (t) => {
  const { argv, folder, prefix } = prepare(t);
  const text = readFileSync(SYMBOL, 'utf8').replace('"data"', '"image"');
  writeFileSync(`${prefix}-symbol.json`, text);
  await assertModelError(folder, argv, /no input called data; its first input is image/);
});

test('an unknown layer is answered with at least three names that are near', async (t) => {
  const { argv, folder } = prepare(t);
  const layer = [...argv, '--layer-before-fullc', 'flaten0'];
  await assertModelError(folder, layer, /no layer flaten0\. .*are flatten0, \w+, \w+, \w+/);
});

test('bytes of a damaged file never reach the terminal', async (t) => {
  const { argv, prefix } = prepare(t);
  writeFileSync(`${prefix}-symbol.json`, '{"nodes": "\u001b[2J\u0007');
  const { stderr } = await runCli(argv);
  assert.doesNotMatch(stderr.replaceAll('\n', ''), /\p{Cc}/u);
});

test('a prefix may have spaces, other scripts and dots', async (t) => {
  const { argv, folder } = prepare(t);
  const prefix = join(folder, 'my model. é 网');
  copyFileSync(SYMBOL, `${prefix}-symbol.json`);
  copyFileSync(PARAMS, `${prefix}-0001.params`);
  const output = join(folder, 'out put', '结果 1.0');
  const { code, stderr } = await runCli([
    ...argv,
    ...['--pretrained-model', prefix, '--model-prefix', output],
  ]);
  assert.equal(code, 0, stderr);
  assert.ok('out put/结果 1.0-0001.params' in folderContents(folder));
});

test('values that are not finite are refused by their names, unless they are dropped with the head', async (t) => {
  const { argv, folder, prefix } = prepare(t);
  const params = `${prefix}-0001.params`;
  const damage = async (name: string, value: number) => {
    const arrays = await loadArrays(PARAMS);
    const { shape = [] } = arrays.get(name) ?? {};
    const damaged = fromTypedArray(new Float32Array(shape[0] ?? 0).with(5, value), shape);
    await saveArrays(params, new Map([...arrays, [name, damaged]]));
  };
  await damage('arg:fc2_bias', Number.NaN);
  const reason =
    /net-0001\.params has values that are not finite, in fc2_bias: .*Take an earlier epoch/;
  await assertModelError(folder, argv, reason);
  const { code } = await runCli([...argv, '--compat', '--layer-before-fullc', 'relu2']);
  assert.equal(code, 0, 'upstream trains with them');
  await damage('arg:fc1_bias', Number.NEGATIVE_INFINITY);
  await assertModelError(folder, argv, /not finite, in fc1_bias: /);
  await damage('arg:fc3_bias', Number.NaN);
  const dropped = await runCli([...argv, '--model-prefix', join(folder, 'other')]);
  assert.equal(dropped.code, 0, dropped.stderr);
});

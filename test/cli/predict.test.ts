import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Prediction } from '../../src/predictor/predictions.js';
import { clothesNet, diverge } from '../support/classifier-net.js';
import { folderContents } from '../support/folder-contents.js';
import { withLiveCounts } from '../support/live-counts.js';
import { fixture } from '../support/paths.js';
import { pythonJson } from '../support/python.js';
import { plainPng } from '../support/record-bytes.js';
import { runCli } from '../support/run-cli.js';
import { temporaryFolder } from '../support/temp-dir.js';
import { tinyRecords, tinyRunArguments, writeRecords } from '../support/tiny-run.js';

const PHOTO = fixture('photos', 'coffee.png');

interface Line {
  file: string;
  predictions: Prediction[];
}

/** A checkpoint that was trained on three classes, with its recipe. */
async function trained(test: TestContext): Promise<{ folder: string; prefix: string }> {
  const folder = temporaryFolder(test);
  const prefix = join(folder, 'net');
  const names = join(folder, 'names.txt');
  writeFileSync(names, 'red car\n猫\nbag, large\n');
  const train = writeRecords(folder, 'train.rec', tinyRecords(48));
  const { code, stderr } = await runCli(
    tinyRunArguments(train, '--class-names', names, '--model-prefix', prefix, '--num-epochs', '2'),
  );
  assert.equal(code, 0, stderr);
  return { folder, prefix };
}

async function predictions(...argv: string[]): Promise<Line[]> {
  const { code, stdout, stderr } = await runCli(['predict', ...argv, '--json']);
  assert.equal(code, 0, stderr);
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

async function assertFails(
  argv: readonly string[],
  expected: number,
  reason: RegExp,
): Promise<string> {
  const { code, stdout, stderr } = await runCli(['predict', ...argv]);
  assert.equal(code, expected, stderr);
  assert.match(stderr, /mxnet-finetune: [^\n]+\n$/);
  assert.match(stderr, reason);
  return stdout;
}

test('predictions have the names, in the order of their probabilities, one object a line', async (t) => {
  const { prefix } = await trained(t);
  const [photo, small, ...more] = await predictions(prefix, PHOTO, PHOTO, '--top-k', '2');
  assert.deepEqual(more, []);
  assert.deepEqual(photo, small);
  assert.equal(photo?.file, PHOTO);
  assert.equal(photo?.predictions.length, 2);
  const [first, second] = photo?.predictions ?? [];
  assert.ok(first && second && first.probability >= second.probability);
  const names = ['red car', '猫', 'bag, large'];
  for (const { label, index } of photo?.predictions ?? []) assert.equal(label, names[index]);
  const [all] = await predictions(prefix, PHOTO, '--top-k', '100');
  const sum = all?.predictions.reduce((total, { probability }) => total + probability, 0) ?? 0;
  assert.ok(Math.abs(sum - 1) < 1e-6);
});

test('the probabilities are those of Python MXNet on the same pixels', async (t) => {
  const { prefix } = await trained(t);
  const [line] = await predictions(prefix, PHOTO);
  const expected = await pythonJson<number[]>(`
import json, mxnet as mx
net, args, states = mx.model.load_checkpoint(${JSON.stringify(prefix)}, 2)
image = mx.image.imdecode(open(${JSON.stringify(PHOTO)}, 'rb').read(), to_rgb=1)
image = mx.image.resize_short(image, 28, interp=3)
image = mx.image.center_crop(image, (28, 28))[0].astype('float32')
image = (image - mx.nd.array([123.68, 116.779, 103.939])) / 255
module = mx.mod.Module(net, context=mx.cpu())
module.bind([('data', (1, 3, 28, 28))], [('softmax_label', (1,))], for_training=False)
module.set_params(args, states)
module.forward(mx.io.DataBatch([image.transpose((2, 0, 1)).expand_dims(0)], None), is_train=False)
print(json.dumps(module.get_outputs()[0].asnumpy()[0].tolist()))
`);
  for (const { index, probability } of line?.predictions ?? []) {
    assert.ok(Math.abs(probability - (expected[index] ?? Number.NaN)) < 1e-5, `class ${index}`);
  }
});

test('a table for people has the same, and stderr is silent', async (t) => {
  const { prefix } = await trained(t);
  const { code, stdout, stderr } = await runCli(['predict', prefix, PHOTO]);
  assert.deepEqual([code, stderr], [0, '']);
  const [line] = await predictions(prefix, PHOTO);
  const rows = (line?.predictions ?? []).map(
    ({ label, index, probability }) => `  ${probability.toFixed(4)}     ${index}  ${label}`,
  );
  assert.equal(stdout, `${[PHOTO, ...rows].join('\n')}\n`);
});

test('folders give their images by name, - is standard input', async (t) => {
  const { folder, prefix } = await trained(t);
  const images = join(folder, 'images');
  mkdirSync(join(images, 'b'), { recursive: true });
  for (const name of ['c.JPG', 'a.png', 'b/d.jpeg']) copyFileSync(PHOTO, join(images, name));
  writeFileSync(join(images, 'notes.txt'), 'no image');
  const lines = await predictions(prefix, images, PHOTO);
  assert.deepEqual(
    lines.map(({ file }) => file),
    [...['a.png', 'c.JPG', 'b/d.jpeg'].map((name) => join(images, name)), PHOTO],
  );
  const stdin = readFileSync(PHOTO);
  const { code, stdout } = await runCli(['predict', prefix, '-', '--json'], { stdin });
  assert.equal(code, 0);
  assert.deepEqual(JSON.parse(stdout), { file: '-', predictions: lines[0]?.predictions });
  await assertFails([prefix, '-'], 3, /-: the image is empty/);
});

test('links in a folder are followed; those that lead nowhere, or back, are told, and the answer is 3', async (t) => {
  const { folder, prefix } = await trained(t);
  const images = join(folder, 'images');
  mkdirSync(images);
  mkdirSync(join(folder, 'elsewhere'));
  copyFileSync(PHOTO, join(folder, 'elsewhere', 'd.png'));
  symlinkSync('../elsewhere', join(images, 'linked'));
  symlinkSync('gone.png', join(images, 'e.png'));
  symlinkSync('.', join(images, 'loop'));
  const { code, stdout, stderr } = await runCli(['predict', prefix, images, '--json']);
  assert.equal(code, 3);
  const files = stdout.trimEnd().split('\n');
  assert.ok(files.some((line) => line.includes('images/linked/d.png')));
  assert.match(stderr, /images\/e\.png: a link that leads nowhere\n/);
  assert.match(stderr, /images\/loop: a link back to a folder above it\n/);
});

test('a CSV table has one line for each image and class', async (t) => {
  const { prefix } = await trained(t);
  const { code, stdout } = await runCli(['predict', prefix, PHOTO, '--csv']);
  assert.equal(code, 0);
  const [line] = await predictions(prefix, PHOTO);
  const rows = (line?.predictions ?? []).map(({ label, index, probability }, i) =>
    [PHOTO, i + 1, label === 'bag, large' ? '"bag, large"' : label, index, probability].join(','),
  );
  assert.equal(stdout, `${['file,rank,label,index,probability', ...rows].join('\n')}\n`);
  await assertFails([prefix, PHOTO, '--csv', '--json'], 2, /choose one of --json and --csv/);
});

test('images that cannot be used are told, the others go on, and the answer is 3', async (t) => {
  const { folder, prefix } = await trained(t);
  const file = (name: string, contents: string | Uint8Array) => {
    writeFileSync(join(folder, name), contents);
    return join(folder, name);
  };
  mkdirSync(join(folder, 'folder.png'));
  const bad = {
    [file('empty.png', '')]: /empty\.png: the image is empty/,
    [file('text.jpg', 'no image')]: /text\.jpg: the image cannot be decoded/,
    [file('cut.png', readFileSync(PHOTO).subarray(0, 9999))]: /cut\.png: the image is cut off/,
    [join(folder, 'folder.png')]: /folder\.png is a folder/,
    [join(folder, 'missing.png')]: /missing\.png does not exist/,
  };
  const good = [PHOTO, file('plain.png', plainPng(5, 200, 100, 0))];
  const argv = [prefix, good[0] as string, ...Object.keys(bad), good[1] as string, '--json'];
  const { code, stdout, stderr } = await runCli(['predict', ...argv]);
  assert.equal(code, 3);
  const lines = stdout.trimEnd().split('\n');
  assert.deepEqual(
    lines.map((line) => (JSON.parse(line) as Line).file),
    good,
  );
  for (const reason of Object.values(bad)) assert.match(stderr, reason);
  assert.equal(stderr.trimEnd().split('\n').length, Object.keys(bad).length);
});

test('without a recipe what is not given is assumed, and said', async (t) => {
  const { folder, prefix } = await trained(t);
  const [expected] = await predictions(prefix, PHOTO);
  rmSync(`${prefix}-finetune.json`);
  const shape = ['--image-shape', '3,28,28'];
  const { code, stdout, stderr } = await runCli(['predict', prefix, PHOTO, ...shape, '--json']);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /this is assumed: --rgb-mean 123\.68,116\.779,103\.939; --rgb-std 1,1,1; /);
  assert.match(stderr, /--resize 32; the numbers of the classes as their names\n$/);
  const labels = (JSON.parse(stdout) as Line).predictions.map(({ label }) => label);
  assert.deepEqual([...labels].sort(), ['0', '1', '2']);
  const given = ['--rgb-mean', '123.68,116.779,103.939', '--rgb-std', '255,255,255'];
  const names = ['--class-names', join(folder, 'names.txt'), '--resize', '28'];
  const again = await runCli(['predict', prefix, PHOTO, ...shape, ...given, ...names, '--json']);
  assert.deepEqual([again.code, again.stderr], [0, '']);
  assert.deepEqual(JSON.parse(again.stdout), expected);
});

test('checkpoints that are missing or broken end with 4', async (t) => {
  const { folder, prefix } = await trained(t);
  await assertFails([join(folder, 'none'), PHOTO], 4, /no checkpoint .*none-NNNN\.params/);
  await assertFails([prefix, PHOTO, '--epoch', '7'], 4, /net-0007\.params, but for 1, 2/);
  writeFileSync(`${prefix}-0002.params`, readFileSync(`${prefix}-0002.params`).subarray(0, 999));
  await assertFails([prefix, PHOTO], 4, /net-0002\.params is cut off/);
  assert.equal((await runCli(['predict', prefix, PHOTO, '--epoch', '1'])).code, 0);
  copyFileSync(fixture('models', 'resnet20-0001.params'), `${prefix}-0001.params`);
  await assertFails([prefix, PHOTO, '--epoch', '1'], 4, /does not belong to its network: without/);
  await assertFails([prefix, PHOTO, '--image-shape', '3,32,32', '--epoch', '1'], 4, /3072/);
  writeFileSync(`${prefix}-symbol.json`, '<html>');
  await assertFails([prefix, PHOTO, '--epoch', '1'], 4, /net-symbol\.json is not a network: .*web/);
});

test('a network that gives no numbers has no best class, and ends with 4', async (t) => {
  const prefix = await clothesNet(temporaryFolder(t));
  await diverge(prefix);
  const stdout = await assertFails(
    [prefix, PHOTO, '--json'],
    4,
    /gives no numbers for the image: the values in \S+clothes-0001\.params are damaged, or its/,
  );
  assert.equal(stdout, '');
});

test('recipes that are damaged, of a later form or of another network end with 4', async (t) => {
  const { prefix } = await trained(t);
  const file = `${prefix}-finetune.json`;
  const recipe = JSON.parse(readFileSync(file, 'utf8')) as { classNames: string[] };
  for (const [contents, reason] of [
    ['{"format": 1', /net-finetune\.json is damaged/],
    [JSON.stringify({ ...recipe, format: 2 }), /form 2; .*later version/],
    [JSON.stringify({ ...recipe, rgbStd: [1, 0, 1] }), /no recipe of form 1/],
    [JSON.stringify({ ...recipe, classNames: ['a', 'b'] }), /2 class names, the network has 3/],
    [JSON.stringify({ ...recipe, classNames: [...'abcd'] }), /4 class names, the network has 3/],
    [JSON.stringify({ ...recipe, imageShape: [3, 32, 32] }), /\(128, 2352\) instead of/],
  ] as const) {
    writeFileSync(file, contents);
    await assertFails([prefix, PHOTO], 4, reason);
  }
});

test('class names that are given must be as many as the network has outputs', async (t) => {
  const { folder, prefix } = await trained(t);
  const names = join(folder, 'other.txt');
  for (const [contents, reason] of [
    ['a\nb\n', /other\.txt has 2 class names, but there are 3 classes/],
    ['a\nb\nc\nd\n', /other\.txt has 4 class names/],
    ['', /other\.txt has 0 class names/],
    ['a\n\nc\n', /line 2 of .*other\.txt is empty/],
  ] as const) {
    writeFileSync(names, contents);
    await assertFails([prefix, PHOTO, '--class-names', names], 3, reason);
  }
  await assertFails([prefix, PHOTO, '--class-names', `${names}.gone`], 3, /does not exist/);
  writeFileSync(names, '\uFEFFx y\r\n猫\r\nz\r\n');
  const [line] = await predictions(prefix, PHOTO, '--class-names', names);
  assert.deepEqual(line?.predictions.map(({ label }) => label).sort(), ['x y', 'z', '猫']);
});

test('a refused prediction, and a finished one, give everything back', async () => {
  const net = [fixture('models', 'mlp'), PHOTO, '--epoch', '1', '--image-shape'];
  await withLiveCounts(() => assertFails([...net, '3,32,32'], 4, /does not belong/));
  await withLiveCounts(() => assertFails([...net, '3,28,28', '--rgb-std', '0,1,1'], 2, /not con/));
  await withLiveCounts(() => predictions(...net, '3,28,28'));
});

test('options that cannot be end with 2, devices that are not there with 5', async (t) => {
  const { folder, prefix } = await trained(t);
  const before = folderContents(folder);
  for (const [argv, reason] of [
    [['--top-k', '0'], /--top-k must be/],
    [['--top-k', 'five'], /--top-k must be a whole number, received 'five'/],
    [['--epoch', '-1'], /--epoch must be/],
    [['--resize', '0'], /--resize must be/],
    [['--resize', '-5'], /--resize must be/],
    [['--rgb-std', '0,1,1'], /--rgb-std must not contain 0/],
    [['--rgb-mean', '1'], /--rgb-mean must be three numbers/],
    [['--image-shape', '3,28'], /--image-shape must be/],
    [['--image-shape', '4,28,28'], /1 or 3 channels/],
    [['--gpus', '0,1'], /predict uses one device/],
    [['--nonsense', '1'], /nonsense/],
  ] as const) {
    assert.equal(await assertFails([prefix, PHOTO, ...argv], 2, reason), '');
  }
  await assertFails([prefix], 2, /Not enough/);
  await assertFails([], 2, /Not enough/);
  await assertFails([prefix, PHOTO, '--gpus', '0'], 5, /gpu\(0\) cannot be used: .* without CUDA/);
  assert.deepEqual(folderContents(folder), before);
});

test('an image that would be resized beyond all measure is refused by itself', async (t) => {
  const { prefix } = await trained(t);
  const argv = [prefix, PHOTO, '--resize', '100000000'];
  await assertFails(argv, 3, /coffee\.png: the image is too long and narrow to be resized/);
});

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fixture } from '../support/paths.js';
import { imagesOf, plainPng } from '../support/record-bytes.js';
import { runCli } from '../support/run-cli.js';
import { shown } from '../support/shown.js';
import { temporaryFolder } from '../support/temp-dir.js';

/** In the order of their code points: the labels must follow it. */
const CLASSES = ['A', 'a', 'a-b', 'red car', '猫 の'];

/** Each class has a colour of its own, so that labels can be checked by the packed pictures. */
const colour = (label: number): number[] => [40 * label + 20, 200 - 40 * label, 99];

function put(file: string, bytes: Uint8Array | string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, bytes);
}

/** A class per folder; no two pictures are equal. */
function putClasses(root: string, classes: readonly string[], images: number, seed: number): void {
  for (const name of classes) {
    for (let i = 0; i < images; i++) {
      const [red = 0, green = 0] = colour(CLASSES.indexOf(name));
      put(join(root, name, `photo ${i}.png`), plainPng(32, red, green, seed + i));
    }
  }
}

function runArguments(data: string, ...more: string[]): string[] {
  return [
    ...['--pretrained-model', fixture('models', 'mlp'), '--load-epoch', '1', '--begin-epoch', '0'],
    ...['--num-epochs', '1', '--data', data, '--image-shape', '3,28,28', '--rgb-std'],
    ...['255,255,255', '--batch-size', '4', '--data-nthreads', '1', ...more],
  ];
}

/** Label and path of each line. */
function listed(file: string): [label: number, path: string][] {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.map((line) => {
    const [, label = '', path = ''] = line.split('\t');
    return [Number(label), path];
  });
}

test('classes of a folder keep their names and labels in every part', async (t) => {
  const folder = temporaryFolder(t);
  const data = join(folder, 'my data');
  const env = { ...process.env, MXNET_FINETUNE_CACHE: join(folder, 'cache') };
  putClasses(join(data, 'train'), CLASSES, 4, 0);
  // One class is missing.
  putClasses(join(data, 'val'), ['a', 'a-b', '猫 の'], 3, 100);
  mkdirSync(join(data, 'train', 'empty'));
  put(join(data, 'train', '.ipynb_checkpoints', 'x.png'), plainPng(32, 1, 2, 3));
  const prefix = join(folder, 'out', 'net');
  const argv = runArguments(data, '--model-prefix', prefix);
  const { code, stderr } = await runCli(argv, { env });
  assert.equal(code, 0, stderr);
  const recipe = JSON.parse(readFileSync(`${prefix}-finetune.json`, 'utf8'));
  assert.deepEqual(recipe.classNames, CLASSES);
  const trained = listed(`${prefix}-train.lst`);
  const measured = listed(`${prefix}-val.lst`);
  assert.equal(trained.length, 20);
  assert.equal(measured.length, 9);
  for (const [label, path] of [...trained, ...measured]) {
    assert.equal(path.split('/')[1], CLASSES[label]);
  }
  assert.match(stderr, /hidden .* not looked at: \.ipynb_checkpoints/);
  assert.match(stderr, /WARNING.*folders without an image are no classes: empty/);
  assert.match(stderr, /2 of 5 classes have no image in .*val\.rec .*: A, red car/);
  // The pictures behind the labels are those of the classes.
  const { default: sharp } = await import('sharp');
  const [, packed = ''] = stderr.match(/is packed in (.*train\.rec) and/) ?? [];
  const bytes = readFileSync(packed);
  for (const [i, image] of imagesOf(bytes).entries()) {
    const { channels } = await sharp(image).stats();
    const [red = 0] = colour(trained[i]?.[0] as number);
    assert.ok(Math.abs((channels[0]?.mean ?? 0) - red) < 6, `${trained[i]}`);
  }
  const again = await runCli(argv, { env });
  assert.equal(again.code, 0, again.stderr);
  assert.doesNotMatch(again.stderr, /Packing/);
  put(join(data, 'train', 'a', 'photo 9.png'), plainPng(32, 60, 160, 250));
  const changed = await runCli(argv, { env });
  assert.match(changed.stderr, /Packing 30 images/);
  shown(t, 'data');
});

test('a class that is only measured is an error, before anything is packed', async (t) => {
  const folder = temporaryFolder(t);
  putClasses(join(folder, 'train'), ['a', 'A'], 4, 0);
  putClasses(join(folder, 'valid'), ['a', 'red car'], 2, 100);
  const env = { ...process.env, MXNET_FINETUNE_CACHE: join(folder, 'cache') };
  const { code, stderr } = await runCli(runArguments(folder), { env });
  assert.equal(code, 3, stderr);
  assert.match(stderr, /valid has classes that .*train has no image of: red car \(2\)/);
  assert.doesNotMatch(stderr, /Packing/);
  const validated = await runCli(['validate', '--data', folder]);
  assert.equal(validated.code, 3);
  assert.match(validated.stdout, /error: .* no image of: red car/);
});

test('a share of each class is set apart, the same again with the same seed', async (t) => {
  const folder = temporaryFolder(t);
  const data = join(folder, 'data');
  putClasses(data, ['a', 'a-b'], 10, 0);
  putClasses(data, ['A'], 2, 50);
  const env = { ...process.env, MXNET_FINETUNE_CACHE: join(folder, 'cache') };
  const split = async (seed: string) => {
    const prefix = join(folder, 'out', `net${seed}`);
    const more = ['--val-split', '0.2', '--seed', seed, '--model-prefix', prefix];
    const { code, stderr } = await runCli(runArguments(data, ...more), { env });
    assert.equal(code, 0, stderr);
    const train = listed(`${prefix}-train.lst`);
    const validation = listed(`${prefix}-val.lst`);
    assert.equal(new Set([...train, ...validation].map(([, path]) => path)).size, 22);
    const counts = [0, 1, 2].map((label) => validation.filter(([is]) => is === label).length);
    assert.deepEqual(counts, [1, 2, 2]);
    return validation;
  };
  const first = await split('1');
  assert.deepEqual(await split('1'), first);
  assert.notDeepEqual(await split('2'), first);
  shown(t, 'val-split');
});

test('images that cannot be packed are all named, or left out of everything', async (t) => {
  const folder = temporaryFolder(t);
  const data = join(folder, 'data');
  putClasses(data, ['a', 'a-b'], 6, 0);
  put(join(data, 'a', 'text.jpg'), 'no image');
  put(join(data, 'a-b', 'zero.png'), '');
  const env = { ...process.env, MXNET_FINETUNE_CACHE: join(folder, 'cache') };
  const refused = await runCli(runArguments(data), { env });
  assert.equal(refused.code, 3, refused.stderr);
  assert.match(refused.stderr, /2 of 14 images in .* are damaged: .*a\/text\.jpg/);
  assert.match(refused.stderr, /empty \(a-b\/zero\.png\)/);
  const { code, stderr } = await runCli(runArguments(data, '--on-bad-image', 'skip'), { env });
  assert.equal(code, 0, stderr);
  assert.match(stderr, /train\.rec: 12 images, by class 6, 6/);
  assert.match(stderr, /WARNING.*2 of 14 images .* They are left out/);
});

test('a device that is called as an image is named like a damaged one, and not read', async (t) => {
  const folder = temporaryFolder(t);
  const data = join(folder, 'data');
  putClasses(data, ['a', 'a-b'], 6, 0);
  symlinkSync('/dev/zero', join(data, 'a', 'zero.jpg'));
  const env = { ...process.env, MXNET_FINETUNE_CACHE: join(folder, 'cache') };
  const signal = AbortSignal.timeout(10_000);
  const { code, stderr } = await runCli(runArguments(data), { env, signal });
  assert.equal(code, 3, stderr);
  assert.match(stderr, /1 of 13 images in .* is damaged: .*no regular file \(a\/zero\.jpg\)/);
});

test('names that are not UTF-8 are told as what they are', async (t) => {
  const data = join(temporaryFolder(t), 'data');
  putClasses(data, ['a', 'a-b'], 6, 0);
  const latin1 = (path: string) => Buffer.from(join(data, path), 'latin1');
  writeFileSync(latin1('a/\u00e9.png'), plainPng(32, 1, 2, 3));
  const validate = ['validate', '--data', data, '--image-shape', '3,28,28'];
  const file = await runCli(validate);
  assert.equal(file.code, 3, file.stderr);
  assert.match(
    file.stdout,
    /1 of 13 images .*: has a name that is not UTF-8: rename it \(a\/\uFFFD\.png\)/,
  );
  mkdirSync(latin1('\u00e9t\u00e9'));
  const folder = await runCli(validate);
  assert.equal(folder.code, 3, folder.stderr);
  assert.match(
    folder.stderr,
    /the folder .*\/\uFFFDt\uFFFD has a name that is not UTF-8: rename it/,
  );
});

test('packed pictures have the shorter side and the quality that are asked for', async (t) => {
  const { default: sharp } = await import('sharp');
  const folder = temporaryFolder(t);
  const data = join(folder, 'data');
  putClasses(data, ['a', 'a-b'], 4, 0);
  const env = { ...process.env, MXNET_FINETUNE_CACHE: join(folder, 'cache') };
  const pack = async (...more: string[]) => {
    const { code, stderr } = await runCli(runArguments(data, ...more), { env });
    assert.equal(code, 0, stderr);
    const [, packed = ''] = stderr.match(/is packed in (.*train\.rec)/) ?? [];
    return [...imagesOf(readFileSync(packed))];
  };
  const bytes = (images: readonly Uint8Array[]) =>
    images.reduce((sum, { length }) => sum + length, 0);
  for (const image of await pack('--resize', '24')) {
    const { width, height } = await sharp(image).metadata();
    assert.deepEqual([width, height], [24, 24]);
  }
  const coarse = await pack('--resize', '0', '--quality', '10');
  const fine = await pack('--resize', '0', '--quality', '100');
  assert.equal((await sharp(fine[0]).metadata()).width, 32);
  assert.ok(bytes(coarse) < bytes(fine), `${bytes(coarse)} bytes, not less than ${bytes(fine)}`);
  shown(t, 'resize', 'quality');
});

test('options that do not go with a folder, or only with one, are refused', async (t) => {
  const folder = temporaryFolder(t);
  putClasses(join(folder, 'train'), ['a', 'A'], 2, 0);
  putClasses(join(folder, 'val'), ['a'], 2, 10);
  for (const [more, reason] of [
    [['--data-train', 'x.rec'], /--data-train does not go with --data/],
    [['--num-classes', '3'], /--num-classes is 3, but .* has 2 classes/],
    [['--val-split', '0.2'], /--val-split does not go with this --data/],
    [['--val-split', '1'], /--val-split must be a number above 0 and below 1/],
    [['--quality', '0'], /--quality must be/],
  ] as const) {
    const { code, stderr } = await runCli(runArguments(folder, ...more));
    assert.equal(code, 2, stderr);
    assert.match(stderr, reason);
  }
});

/** The programs in examples/, compiled against the package and run as they are. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { promisify } from 'node:util';
import { ROOT } from '../support/paths.js';
import { ONE_THREAD } from '../support/python.js';

const run = promisify(execFile);

before(async () => {
  const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  await run(process.execPath, [compiler, '-p', join(ROOT, 'examples')]);
});

/** What an example prints. It must not complain. */
async function output(name: string, ...args: string[]): Promise<string> {
  const program = join(ROOT, 'out', 'examples', `${name}.js`);
  const options = { cwd: ROOT, env: ONE_THREAD };
  const { stdout, stderr } = await run(process.execPath, [program, ...args], options);
  assert.equal(stderr, '');
  return stdout;
}

test('every example is described in the README', () => {
  const programs = readdirSync(join(ROOT, 'examples')).filter((file) => file.endsWith('.ts'));
  const readme = readFileSync(join(ROOT, 'examples', 'README.md'), 'utf8');
  const described = [...readme.matchAll(/^\| \[(\S+)\]\(\1\)/gm)].map(([, file]) => file);
  assert.deepEqual(described.sort(), programs.sort());
});

test('ndarray computes with arrays', async () => {
  const lines = (await output('ndarray')).split('\n');
  assert.equal(lines[0], 'matrix: float32, 2 x 3, on cpu(0)');
  assert.equal(lines[1], 'matrix + 10 = Float32Array(6) [ 11, 12, 13, 14, 15, 16 ]');
  assert.match(lines[2] ?? '', /\[ 1\.414213\d+, 1\.414213\d+ \]$/);
  assert.match(lines[3] ?? '', /\[ 3, 2, 6, 5 \] at Float32Array\(4\) \[ 2, 1, 2, 1 \]$/);
  assert.match(lines[4] ?? '', /\[ 0\.5, 1, 1\.5, 2, 2\.5, 3 \]$/);
});

test('executor finds the weights that made the labels', async () => {
  assert.equal(
    await output('executor'),
    `arguments: data, fc_weight, fc_bias, label
weight = [ '2.00', '-1.00' ]
bias = [ '1.00' ]
prediction = [ '1.00', '3.00', '0.00', '2.00' ]
`,
  );
});

test('kvstore applies the sum of what two devices have pushed', async () => {
  const text = await output('kvstore');
  assert.equal(text.match(/^updating weight$/gm)?.length, 3);
  assert.match(text, /weight on cpu\(0\) = Float32Array\(4\) \[\s+0\.4/);
  assert.match(text, /weight on cpu\(1\) = Float32Array\(4\) \[\s+0\.4/);
});

test('image-record-iter reads every image once', async () => {
  assert.equal(
    await output('image-record-iter'),
    `data: float32, 64 x 3 x 24 x 24
softmax_label: float32, 64
10 batches
class 0: 200 images
class 1: 200 images
class 2: 200 images
`,
  );
});

test('validate-data counts the images of each class and finds nothing wrong with them', async () => {
  const sets = ['train', 200, 'val', 50] as const;
  const counts = ['3_dress', '5_sandal', '8_bag'];
  const lines = [sets.slice(0, 2), sets.slice(2)].flatMap(([name, count]) => [
    `test/fixtures/data/fm3_${name}.rec: ${Number(count) * 3} images`,
    ...counts.map((label) => `  ${label}: ${count}`),
  ]);
  const expected = [...lines, 'fit to be trained on', ''].join('\n');
  assert.equal(await output('validate-data'), expected);
});

test('predict-checkpoint recognizes dresses, sandals and bags among ten kinds of clothing', async () => {
  const text = await output('predict-checkpoint');
  const counts = new Map(
    [...text.matchAll(/class (\d): (\d+) images/g)].map(([, name, count]) => [name, Number(count)]),
  );
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  assert.equal(total, 150);
  for (const name of ['3', '5', '8']) assert.ok((counts.get(name) ?? 0) >= 40, text);
});

test('classifier answers images of one call and of many, and gives features', async () => {
  const lines = (await output('classifier')).trimEnd().split('\n');
  const [photo, bytes, ...rest] = lines.map((line) => line.replace(/^\S+: /, ''));
  assert.match(photo ?? '', /^\d [01]\.\d{3}, \d [01]\.\d{3}$/);
  assert.equal(bytes, photo);
  assert.deepEqual(rest, ['flatten0, 64', '35 images answered, 0 waiting']);
});

test('http-service answers an image, refuses what is none, and ends', async () => {
  const [listening, good, bad] = (await output('http-service')).split('\n');
  assert.match(listening ?? '', /^listening on port \d+$/);
  assert.match(good ?? '', /^200 \[\{"label":"\d","index":\d,"probability":0\.\d+\}\]$/);
  assert.equal(bad, '422 {"code":"ERR_DATA"}');
});

test('resnet learns to tell three kinds of clothing apart, from scratch', async () => {
  const text = await output('resnet');
  const accuracies = [...text.matchAll(/Validation-accuracy=(\S+)/g)].map(([, value]) => value);
  assert.equal(accuracies.length, 6);
  assert.ok(Number(accuracies.at(-1)) > 0.9, text);
});

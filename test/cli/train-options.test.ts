import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { IDLE_FLAGS } from '../../src/cli/options/train-flags.js';
import { TRAIN_FLAGS } from '../../src/cli/options/train-options.js';
import { smallRunArguments } from '../support/fine-tune.js';
import { folderContents } from '../support/folder-contents.js';
import { runCli } from '../support/run-cli.js';
import { shown } from '../support/shown.js';
import { temporaryFolder } from '../support/temp-dir.js';

/** Numbers that may be negative. */
const SIGNED = new Set(['seed', 'test-io', 'benchmark', 'max-crop-size', 'min-crop-size']);

const IDLE = new Set(Object.keys(IDLE_FLAGS));

/** Runs with one option that cannot be; nothing may be written. */
async function assertUsage(argv: readonly string[], reason: RegExp): Promise<void> {
  const { code, stdout, stderr } = await runCli(argv);
  const what = `${argv.slice(-4).join(' ')}: ${stderr}`;
  assert.equal(code, 2, what);
  assert.equal(stdout, '', what);
  const lines = stderr.split('\n').filter((line) => !line.startsWith('INFO:root:start'));
  assert.equal(lines.length, 2, `one line: ${what}`);
  assert.match(lines[0] ?? '', /^mxnet-finetune: /, what);
  assert.match(stderr, reason, what);
}

test('every number is refused when it is none, or out of its range, and nothing is written', async (t) => {
  const folder = temporaryFolder(t);
  const base = smallRunArguments('--model-prefix', join(folder, 'out', 'net'));
  for (const [name, { type }] of Object.entries(TRAIN_FLAGS)) {
    if (type === 'text') continue;
    const values = ['text', '', ' ', 'NaN', 'nan', 'inf', 'Infinity', '1,5', '0x10', '1e', '--'];
    if (type !== 'float') values.push('1.5', '1e1');
    if (type !== 'float' && !IDLE.has(name)) values.push('2147483648', '9'.repeat(30));
    if (type === 'float') values.push('1e39', '1e400', '1e-40');
    if (!SIGNED.has(name) && !IDLE.has(name)) values.push('-2');
    for (const value of values) {
      await assertUsage([...base, `--${name}=${value}`], new RegExp(`--${name}\\b`));
    }
  }
  assert.deepEqual(folderContents(folder), {});
});

test('what must be at least one is refused at zero', async () => {
  for (const name of [
    ...['num-classes', 'batch-size', 'num-epochs', 'save-period', 'disp-batches', 'cpus'],
    ...['data-nthreads', 'num-examples', 'gc-threshold', 'max-random-scale', 'min-random-area'],
  ]) {
    await assertUsage(smallRunArguments(`--${name}`, '0'), new RegExp(`--${name} must be`));
  }
});

test('--num-classes and the other things that a run cannot be without are asked for by name', async () => {
  const needed = { 'pretrained-model': 'net', 'data-train': 'x.rec', 'num-classes': '3' };
  for (const missing of Object.keys(needed)) {
    const argv = Object.entries(needed)
      .filter(([name]) => name !== missing)
      .flatMap(([name, value]) => [`--${name}`, value]);
    await assertUsage(argv, new RegExp(`--${missing} is missing.*train --help`));
  }
  await assertUsage([], /--pretrained-model, --data-train, --num-classes are missing/);
  for (const empty of [
    ...['pretrained-model', 'data-train', 'model-prefix', 'data-val'],
    ...['class-names', 'layer-before-fullc'],
  ]) {
    await assertUsage(smallRunArguments(`--${empty}=`), new RegExp(`--${empty} is missing`));
  }
});

test('words are refused with those that there are', async () => {
  for (const [name, value, reason] of [
    ['optimizer', 'sgdd', /one of .*\bsgd\b.*received sgdd/],
    ['initializer', 'Xavier', /one of .*\bxavier\b.*received Xavier/],
    ['kv-store', 'locals', /one of local.*received locals/],
    ['gc-type', '1bit', /one of none, 2bit/],
    ['dtype', 'float64', /one of float32, float16/],
    ['loss', 'mse', /ce, nll_loss or both/],
    ['loss', 'ce,', /ce, nll_loss or both/],
    ['warmup-strategy', 'quick', /one of linear/],
    ['defaults', '2.0', /one of 0\.11/],
    ['aug-level', '4', /0 to 3/],
    ['log', 'paper', /csv, tensorboard/],
    ['freeze', 'half', /--freeze/],
    ['lr-mult', 'conv0', /--lr-mult/],
    ['top-k', '1', /between 2 and --num-classes/],
    ['top-k', '4', /between 2 and --num-classes/],
  ] as const) {
    await assertUsage(smallRunArguments(`--${name}`, value), reason);
  }
});

test('lists of numbers are refused when a number is none', async () => {
  for (const [name, value] of [
    ...['3,28', '3x28x28', '3,0,28', '2,28,28', '3,28,28.5', ''].map((v) => ['image-shape', v]),
    ...['1', '1,2', 'a,b,c', '1,2,nan'].map((v) => ['rgb-mean', v]),
    ...['0,1,1', '1,1', ''].map((v) => ['rgb-std', v]),
    ...['2,1', '1.5', 'a', ''].map((v) => ['lr-step-epochs', v]),
    ...['pow', 'powx', 'pow1e400'].map((v) => ['lr-step-epochs', v]),
  ] as [string, string][]) {
    await assertUsage(smallRunArguments(`--${name}=${value}`), new RegExp(`--${name}`));
  }
});

test('devices are numbers, each named once, of one kind', async () => {
  for (const [argv, reason] of [
    [['--gpus', 'a'], /numbers of devices/],
    [['--gpus', '0,'], /numbers of devices/],
    [['--gpus', '-1'], /numbers of devices/],
    [['--gpus', '0.5'], /numbers of devices/],
    [['--gpus', '0 1'], /numbers of devices/],
    [['--gpus', '1,1'], /gpu\(1\) is named twice/],
    [['--gpus', '0', '--cpus', '2'], /do not go together/],
    [['--cpus', '1000000000'], /--cpus must be from 1 to/],
    [['--cpus', '33'], /--batch-size 32 cannot be split over 33 devices/],
  ] as const) {
    await assertUsage(smallRunArguments(...argv), reason);
  }
});

test('a CUDA device on a build without CUDA ends with 5, before anything is read', async (t) => {
  // Neither the checkpoint nor the data exists: nobody has looked.
  const { code, stderr } = await runCli([
    ...['--pretrained-model', 'nothing', '--data-train', 'nothing.rec', '--num-classes', '3'],
    ...['--gpus', '0,2'],
  ]);
  assert.equal(code, 5, stderr);
  assert.match(
    stderr,
    /gpu\(0\), gpu\(2\) cannot be used: .* is built without CUDA\. Run: .*--cuda/,
  );
  shown(t, 'gpus');
});

test('more classes than a label can tell apart are refused', async () => {
  const most = 2 ** 24;
  await assertUsage(
    smallRunArguments('--num-classes', String(most + 1)),
    /--num-classes must be a whole number from 1 to 16777216/,
  );
});

test('augmentations that exclude each other are refused before libmxnet would stop', async () => {
  const resized = ['--random-resized-crop', '1'];
  for (const [argv, reason] of [
    [[...resized, '--random-crop', '1'], /--random-resized-crop and --random-crop/],
    [[...resized, '--max-random-scale', '2'], /and --max-random-scale do not go together/],
    [[...resized, '--min-random-scale', '.5'], /and --min-random-scale do not go together/],
    [[...resized, '--max-crop-size', '9', '--min-crop-size', '8'], /and --max-crop-size do not/],
    [[...resized, '--min-random-area', '.9', '--max-random-area', '.1'], /--min-random-area must/],
    [[...resized, '--max-random-aspect-ratio', '1.3'], /needs --min-random-aspect-ratio/],
    [['--min-random-scale', '2'], /--min-random-scale must be at most --max-random-scale/],
    [['--min-random-aspect-ratio', '.7'], /must be at most --max-random-aspect-ratio/],
    [['--max-crop-size', '20'], /--min-crop-size and --max-crop-size must both be given/],
    [['--min-crop-size', '20'], /must both be given/],
    [
      ['--min-crop-size', '20', '--max-crop-size', '10'],
      /from 1 to the second; received 20 and 10/,
    ],
    [['--random-crop', '2'], /--random-crop must be 0 or 1/],
    [['--fill-value', '256'], /--fill-value must be a whole number from 0 to 255/],
  ] as const) {
    await assertUsage(smallRunArguments(...argv), reason);
  }
});

test('paths that libmxnet would take apart are refused', async () => {
  for (const [name, path] of [
    ['data-train', 'a.rec;b.rec'],
    ['data-train', 'folder #1/a.rec'],
    ['data-val', 'what?.rec'],
    ['data-train-idx', 'a;b.idx'],
    ['data-val-idx', 'a#b.idx'],
  ] as const) {
    await assertUsage(smallRunArguments(`--${name}`, path), /path of one file.*Rename/);
  }
});

test('options that do not exist, lack a value or have one too many are refused by name', async () => {
  for (const [argv, reason] of [
    [['--nonsense', '3'], /nonsense/],
    [['--nonsense'], /nonsense/],
    [['--Lr', '3'], /Lr/],
    [['extra'], /extra/],
    [['--lr'], /lr/],
    [['--lr', '--wd', '1'], /lr/],
    [['--no-compat'], /no-compat/],
    [['--b', '3'], /ambiguous.*--batch-size/],
  ] as const) {
    await assertUsage(smallRunArguments(...argv), reason);
  }
});

test('of an option that is given twice the last one counts', async () => {
  await assertUsage(smallRunArguments('--lr', '0.1', '--lr', 'x'), /received 'x'/);
  await assertUsage(smallRunArguments('--lr=x', '--lr=0.1', '--wd=y'), /--wd must be a number/);
});

test('a run that would end before it begins is refused with both numbers', async () => {
  for (const argv of [
    ['--begin-epoch', '1', '--num-epochs', '1'],
    ['--begin-epoch', '126', '--num-epochs', '30'],
  ]) {
    await assertUsage(
      smallRunArguments(...argv),
      /nothing to train: the first epoch is \d+ and --num-epochs is \d+.*--begin-epoch/,
    );
  }
});

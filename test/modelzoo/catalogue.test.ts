import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { LockFile } from '../../src/files/lock-file.js';
import { addToCatalogue, findInCatalogue } from '../../src/modelzoo/catalogue.js';
import { addModel, removeModel } from '../../src/modelzoo/local-models.js';
import { CLOTHES, clothesNet } from '../support/classifier-net.js';
import { fixture } from '../support/paths.js';
import { runCli } from '../support/run-cli.js';
import { temporaryFolder } from '../support/temp-dir.js';
import { Cache } from './fetching.js';

const RESNET = fixture('models', 'resnet20');
const PARAMS = fixture('models', 'resnet20-0001.params');
const PHOTO = fixture('photos', 'coffee.png');
const GIVEN = [
  ...['--image-shape', '3,28,28', '--rgb-mean', '127,127,127'],
  ...['--rgb-std', '128,128,128', '--resize', '28'],
];

/** The same values under another name, with no recipe beside them. */
function renamed(t: TestContext): string {
  const prefix = join(temporaryFolder(t), 'unknown');
  copyFileSync(`${RESNET}-symbol.json`, `${prefix}-symbol.json`);
  copyFileSync(PARAMS, `${prefix}-0003.params`);
  return prefix;
}

function catalogueOf(cache: Cache): string {
  return join(cache.folder, 'catalogue.json');
}

test('what was told of a checkpoint is found for every copy of it, and said', async (t) => {
  const cache = new Cache(t);
  const env = { ...process.env, ...cache.environment };
  const names = join(temporaryFolder(t), 'names.txt');
  writeFileSync(names, `${CLOTHES.join('\n')}\n`);
  const flags = [...GIVEN, '--class-names', names];
  const prefix = renamed(t);
  const expected = await runCli(['predict', prefix, PHOTO, '--json', ...flags], { env });
  assert.equal(expected.stderr, '');
  const add = await runCli(['modelzoo', 'add', 'clothes', RESNET, '1', ...flags], { env });
  assert.equal(add.code, 0, add.stderr);
  const found = await runCli(['predict', prefix, PHOTO, '--json'], { env });
  assert.equal(found.stdout, expected.stdout);
  assert.equal(
    found.stderr,
    `no recipe was saved beside the checkpoint; this is clothes, says ${catalogueOf(cache)}; ` +
      '--image-shape 3,28,28; --rgb-mean 127,127,127; --rgb-std 128,128,128; --resize 28; the names of the classes\n',
  );
});

test('what is not known is still assumed, and what is given goes first', async (t) => {
  const cache = new Cache(t);
  const env = { ...process.env, ...cache.environment };
  const mean = ['--rgb-mean', '1,2,3'];
  await runCli(['modelzoo', 'add', 'half', RESNET, '1', ...mean], { env });
  const prefix = renamed(t);
  const given = ['--image-shape', '3,28,28', '--resize', '28'];
  const some = await runCli(['predict', prefix, PHOTO, ...given], { env });
  assert.match(some.stderr, /^no recipe .*this is half, says \S+; --rgb-mean 1,2,3\n/);
  assert.match(some.stderr, /this is assumed: --rgb-std 1,1,1; the numbers of the classes/);
  const other = await runCli(['predict', prefix, PHOTO, ...GIVEN], { env });
  assert.doesNotMatch(other.stderr, /this is half/);
});

test('the recipe that training has saved beside a checkpoint goes along', async (t) => {
  const cache = new Cache(t);
  const prefix = await clothesNet(temporaryFolder(t));
  await addModel('clothes', { prefix, epoch: 1, recipe: { resize: 32 } }, cache.environment);
  assert.deepEqual(await findInCatalogue(PARAMS, cache.environment), {
    name: 'clothes',
    source: catalogueOf(cache),
    classNames: CLOTHES,
    imageShape: [3, 28, 28],
    rgbMean: [127, 127, 127],
    rgbStd: [128, 128, 128],
    resize: 32,
  });
  await removeModel('clothes', cache.environment);
  assert.equal(await findInCatalogue(PARAMS, cache.environment), undefined);
});

test('a model of the zoo is known by what its cached files contain', async (t) => {
  const cache = new Cache(t);
  const { environment } = cache;
  await addModel('imagenet1k-resnet-50', { prefix: RESNET, epoch: 1 }, environment);
  assert.equal(existsSync(catalogueOf(cache)), false);
  const { params } = { params: `${renamed(t)}-0003.params` };
  const known = await findInCatalogue(params, environment);
  assert.equal(known?.name, 'imagenet1k-resnet-50');
  assert.deepEqual(known?.rgbMean, [0, 0, 0]);
  const bytes = readFileSync(params);
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  writeFileSync(params, bytes);
  assert.equal(await findInCatalogue(params, environment), undefined);
});

test('training says when images become other numbers than the network has seen', async (t) => {
  const cache = new Cache(t);
  const env = { ...process.env, ...cache.environment };
  await runCli(['modelzoo', 'add', 'dark', RESNET, '1', '--rgb-mean', '5,6,7'], { env });
  const run = async (...mean: string[]) =>
    await runCli(
      [
        ...['train', '--pretrained-model', RESNET, '--load-epoch', '1', '--begin-epoch', '0'],
        ...['--num-classes', '3', '--image-shape', '3,28,28', '--batch-size', '50'],
        ...['--data-train', fixture('data', 'fm3_val.rec'), '--data-nthreads', '1'],
        ...['--test-io', '1', ...mean],
      ],
      { env },
    );
  assert.match(
    (await run()).stderr,
    /resnet20 is dark, which takes images with --rgb-mean 5,6,7, says \S+catalogue\.json; this run has --rgb-mean 123\.68,116\.779,103\.939/,
  );
  assert.doesNotMatch((await run('--rgb-mean', '5,6,7.0')).stderr, /dark/);
});

test('a catalogue that is none is refused, with the place, and nothing is copied or changed', async (t) => {
  const cache = new Cache(t);
  const env = { ...process.env, ...cache.environment };
  const sha = '0'.repeat(64);
  const entry = (fields: object) => ({
    format: 1,
    checkpoints: { [sha]: { name: 'a', ...fields } },
  });
  const cases: [content: string | object, reason: RegExp][] = [
    ['', /it is no JSON text/],
    ['[]', /it is not an object/],
    [{ format: 2, checkpoints: {} }, /format is 2, and this version knows form 1 only/],
    [{ format: 1, checkpoints: { abc: { name: 'a' } } }, /checkpoints\.abc is not named by a SHA/],
    [entry({ name: 3 }), /\.name is not a text/],
    [entry({ rgbMean: [1, 2] }), /\.rgbMean is not a list of three/],
    [entry({ rgbStd: [1, 0, 1] }), /\.rgbStd is not other than 0/],
    [entry({ imageShape: [2, 28, 28] }), /\.imageShape has not 1, 3 or 4 channels/],
    [entry({ imageShape: [3, 28.5, 28] }), /\.imageShape is not channels, height and width/],
    [entry({ resize: 0 }), /\.resize is not a length/],
    [entry({ classNames: ['a', 1] }), /\.classNames\[1\] is not a text/],
    [entry({ bytes: -1 }), /\.bytes is not a whole number from 0/],
  ];
  const prefix = renamed(t);
  for (const [content, reason] of cases) {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    writeFileSync(catalogueOf(cache), text);
    for (const argv of [
      ['predict', prefix, PHOTO],
      ['modelzoo', 'add', 'b', RESNET, '1', ...GIVEN],
    ]) {
      const { code, stderr } = await runCli(argv, { env });
      assert.equal(code, 2, stderr);
      assert.match(stderr, reason);
      assert.match(stderr, /catalogue\.json .*Correct it or remove it/);
    }
    assert.equal(readFileSync(catalogueOf(cache), 'utf8'), text);
  }
  assert.equal(existsSync(join(cache.models, 'b')), false);
});

test('options that tell nothing sensible are refused before anything is copied', async (t) => {
  const cache = new Cache(t);
  const env = { ...process.env, ...cache.environment };
  const cases: [flags: string[], code: number, reason: RegExp][] = [
    [['--rgb-std', '1,0,1'], 2, /--rgb-std must not contain 0/],
    [['--rgb-mean', '1,2'], 2, /--rgb-mean must be three numbers/],
    [['--image-shape', '28'], 2, /--image-shape must be channels/],
    [['--resize', '0'], 2, /--resize must be/],
    [['--class-names', join(cache.folder, 'none.txt')], 3, /none\.txt does not exist/],
  ];
  for (const [flags, code, reason] of cases) {
    const result = await runCli(['modelzoo', 'add', 'c', RESNET, '1', ...flags], { env });
    assert.equal(result.code, code, result.stderr);
    assert.match(result.stderr, reason);
  }
  assert.deepEqual(cache.names(), []);
});

test('one process at a time changes the catalogue', async (t) => {
  const cache = new Cache(t);
  const { environment } = cache;
  mkdirSync(cache.folder, { recursive: true });
  const add = async (digit: string) =>
    await addToCatalogue(digit.repeat(64), { name: digit }, environment);
  {
    using _ = await LockFile.acquire(`${catalogueOf(cache)}.lock`);
    await assert.rejects(add('a'), /another process is changing \S+catalogue\.json\. Try again/);
  }
  await add('a');
  await add('b');
  const { checkpoints } = JSON.parse(readFileSync(catalogueOf(cache), 'utf8')) as {
    checkpoints: object;
  };
  assert.deepEqual(Object.keys(checkpoints), ['a'.repeat(64), 'b'.repeat(64)]);
});

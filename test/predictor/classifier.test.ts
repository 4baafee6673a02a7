import assert from 'node:assert/strict';
import { copyFileSync, createReadStream, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type TestContext, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { FineTuneError } from '../../src/errors.js';
import { Classifier } from '../../src/predictor/classifier.js';
import type { ClassifierOptions } from '../../src/predictor/classifier-options.js';
import type { ImageInput } from '../../src/predictor/image-input.js';
import { CLOTHES, clothesNet, diverge, pictures } from '../support/classifier-net.js';
import { withDisposal } from '../support/live-counts.js';
import { fixture } from '../support/paths.js';
import { plainPng } from '../support/record-bytes.js';
import { temporaryFolder } from '../support/temp-dir.js';

const PHOTO = fixture('photos', 'coffee.png');

async function clothes(t: TestContext, options: ClassifierOptions = {}): Promise<Classifier> {
  return await Classifier.load(await clothesNet(temporaryFolder(t)), options);
}

function failsWith(code: string, message: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof FineTuneError, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, message);
    return true;
  };
}

test('path, URL, bytes, streams and pixels of one image have one answer, best first', async (t) => {
  await using classifier = await clothes(t);
  const bytes = readFileSync(PHOTO);
  const answer = await classifier.classify(PHOTO, { topK: 10 });
  assert.equal(answer.length, 10);
  for (const [i, { label, index, probability }] of answer.entries()) {
    assert.equal(label, CLOTHES[index]);
    assert.ok(probability <= (answer[i - 1]?.probability ?? 1));
  }
  const inputs: ImageInput[] = [
    pathToFileURL(PHOTO),
    bytes,
    new Uint8Array(bytes),
    createReadStream(PHOTO),
    Readable.toWeb(createReadStream(PHOTO)) as unknown as AsyncIterable<Uint8Array>,
    (async function* () {
      yield bytes.subarray(0, 1000);
      yield bytes.subarray(1000);
    })(),
  ];
  for (const input of inputs)
    assert.deepEqual(await classifier.classify(input, { topK: 10 }), answer);
  assert.equal((await classifier.classify(PHOTO)).length, 5);
});

test('pixels are what an image is decoded to; gray and a fourth channel fit a network of colours', async (t) => {
  await using classifier = await clothes(t);
  const [width, height] = [40, 30];
  const plain = {
    data: new Uint8Array(width * height * 3).fill(90),
    width,
    height,
    channels: 3,
  } as const;
  const gray = { ...plain, data: new Uint8Array(width * height).fill(90), channels: 1 } as const;
  const four = {
    ...plain,
    data: new Uint8Array(width * height * 4).fill(90),
    channels: 4,
  } as const;
  const expected = await classifier.classify(plainPng(30, 90, 90, 90));
  for (const image of [plain, gray, four]) {
    assert.deepEqual(await classifier.classify(image), expected, `${image.channels} channels`);
  }
  for (const [image, reason] of [
    [{ ...plain, width: 41 }, /must have 3690 values, 41 × 30 × 3; it has 3600/],
    [{ ...plain, height: 0 }, /whole numbers from 1, not 0/],
    [{ ...plain, height: 1.5 }, /whole numbers from 1, not 1\.5/],
    [{ ...plain, channels: 2 }, /1, 3 or 4 channels, not 2/],
    [{ ...plain, width: 2 ** 20, height: 2 ** 20 }, /at most 268435456 pixels/],
  ] as const) {
    await assert.rejects(classifier.classify(image as ImageInput), failsWith('ERR_DATA', reason));
  }
});

test('many images at once, in one call or in many, are answered as each by itself', async (t) => {
  await using classifier = await clothes(t, { maxBatch: 16, maxQueue: 8, maxDelayMs: 60_000 });
  const images = pictures(37);
  const alone = [];
  for (const image of images) alone.push(await classifier.classify(image, { topK: 10 }));
  const inOneCall = await classifier.classify(images, { topK: 10 });
  const inMany = await Promise.all(images.map((image) => classifier.classify(image, { topK: 10 })));
  for (const answers of [inOneCall, inMany]) {
    for (const [i, predictions] of answers.entries()) {
      assert.deepEqual(
        predictions.map(({ label }) => label),
        alone[i]?.map(({ label }) => label),
      );
      for (const [k, { probability }] of predictions.entries()) {
        assert.ok(Math.abs(probability - (alone[i]?.[k]?.probability ?? 2)) < 1e-5);
      }
    }
  }
  assert.deepEqual(await classifier.classify([]), []);
  const { batches, calls, queue, latency } = classifier.stats();
  assert.equal(batches.images, 3 * images.length);
  assert.ok(batches.count < batches.images, `${batches.count} batches`);
  assert.deepEqual(calls, { answered: 3 * images.length, failed: 0, aborted: 0, refused: 0 });
  assert.deepEqual(queue, { waiting: 0, preparing: 0, ready: 0, computing: 0, limit: 8 });
  assert.equal(latency.count, 3 * images.length);
  assert.ok(latency.p50 > 0 && latency.p50 <= latency.p99 && latency.p99 <= latency.max);
});

test('an image that cannot be used is named, by its file or its place', async (t) => {
  await using classifier = await clothes(t, { maxBytes: 100_000, maxPixels: 500 });
  const [small] = pictures(1, 16) as [Buffer];
  const missing = join(temporaryFolder(t), 'missing.png');
  for (const [input, code, reason] of [
    [missing, 'ERR_DATA', /missing\.png: the image does not exist/],
    [temporaryFolder(t), 'ERR_DATA', /: the image is a folder/],
    [PHOTO, 'ERR_DATA', /coffee\.png: the image is too large: \d+ bytes\. At most 100000 are read/],
    [readFileSync(PHOTO), 'ERR_DATA', /^the image is too large: \d+ bytes/],
    [createReadStream(PHOTO), 'ERR_DATA', /^the image is too large: \d+ bytes/],
    [Buffer.alloc(0), 'ERR_DATA', /^the image is empty/],
    [pictures(1, 23)[0], 'ERR_DATA', /too large: 23×23 pixels. At most 500 pixels are decoded/],
    [new URL('https://example.org/a.png'), 'ERR_OPTION', /no file: URL of this machine\. Fetch it/],
    [Readable.from(['text']), 'ERR_OPTION', /must give Buffers or Uint8Arrays, received a text$/],
    [17, 'ERR_OPTION', /an image is a path, .*; received 17/],
    [null, 'ERR_OPTION', /received null/],
    [{ width: 3 }, 'ERR_OPTION', /received an object of Object/],
  ] as const) {
    await assert.rejects(classifier.classify(input as ImageInput), failsWith(code, reason));
  }
  await assert.rejects(
    classifier.classify(createReadStream(missing)),
    failsWith('ERR_DATA', /^the image cannot be read: ENOENT/),
  );
  const read = new Response(new Uint8Array(small)).body as ReadableStream<Uint8Array>;
  read.getReader();
  await assert.rejects(
    classifier.classify(read),
    failsWith('ERR_DATA', /^the image cannot be read: .*locked/),
  );
  await assert.rejects(
    classifier.classify([small, small, Buffer.from('no image'), small]),
    failsWith('ERR_DATA', /^image 2: the image is of no known kind\. JPEG and PNG are/),
  );
  assert.equal((await classifier.classify(small)).length, 5);
});

test('a network that gives no numbers is refused, and its layers are told as they are', async (t) => {
  const prefix = await clothesNet(temporaryFolder(t));
  await diverge(prefix);
  await using classifier = await Classifier.load(prefix);
  await assert.rejects(
    classifier.classify(PHOTO),
    failsWith('ERR_CHECKPOINT_FORMAT', /gives no numbers for the image: .*clothes-0001\.params/),
  );
  assert.ok((await classifier.features(PHOTO)).values.every(Number.isFinite));
  assert.equal(classifier.stats().calls.failed, 1);
});

test('options that cannot be are refused', async (t) => {
  const prefix = await clothesNet(temporaryFolder(t));
  for (const [options, reason] of [
    [{ epoch: -1 }, /^epoch must be a whole number from 0/],
    [{ batchSize: 0 }, /^batchSize must be a whole number from 1/],
    [{ batchSize: 8, maxBatch: 4 }, /^maxBatch must be a whole number from 8/],
    [{ maxDelayMs: -1 }, /^maxDelayMs must be a number from 0/],
    [{ maxQueue: 1.5 }, /^maxQueue must be/],
    [{ maxBytes: 0 }, /^maxBytes must be/],
    [{ maxPixels: 2 ** 40 }, /^maxPixels must be/],
    [{ device: 'cpu' }, /^device must be a Device/],
  ] as const) {
    await assert.rejects(
      Classifier.load(prefix, options as unknown as ClassifierOptions),
      failsWith('ERR_OPTION', reason),
    );
  }
  await using classifier = await Classifier.load(prefix);
  await assert.rejects(classifier.classify(PHOTO, { topK: 0 }), failsWith('ERR_OPTION', /^topK/));
  await assert.rejects(classifier.reload({ epoch: -1 }), failsWith('ERR_OPTION', /^epoch must be/));
});

test('what training would have saved can be given in a program too', async (t) => {
  const folder = temporaryFolder(t);
  const prefix = await clothesNet(folder);
  await using saved = await Classifier.load(prefix);
  const expected = await saved.classify(PHOTO);
  rmSync(`${prefix}-finetune.json`);
  await using given = await Classifier.load(prefix, {
    classNames: CLOTHES,
    imageShape: [3, 28, 28],
    rgbMean: [127, 127, 127],
    rgbStd: [128, 128, 128],
    resize: 28,
  });
  assert.deepEqual(given.recipe.assumed, []);
  assert.deepEqual(await given.classify(PHOTO), expected);
  await assert.rejects(
    Classifier.load(prefix, { classNames: ['a', 'b'], imageShape: [3, 28, 28] }),
    /classNames has 2 class names, but there are 10 classes/,
  );
});

test('a call ends with its signal, whatever it is waiting for', async (t) => {
  await using classifier = await clothes(t, { maxQueue: 2 });
  const images = pictures(20);
  const interrupted = failsWith('ERR_INTERRUPTED', /^the call was interrupted$/);
  const aborted = AbortSignal.abort(new Error('before'));
  await assert.rejects(classifier.classify(PHOTO, { signal: aborted }), interrupted);
  await assert.rejects(classifier.classify(images, { signal: aborted }), interrupted);
  const ending = new AbortController();
  const { signal } = ending;
  const silent = new Readable({ read() {} });
  const calls = [
    classifier.classify(silent, { signal }),
    ...images.map((image) => classifier.classify(image, { signal })),
    classifier.classify(images, { signal }),
  ];
  const settled = Promise.allSettled(calls);
  await nextTurn();
  ending.abort(new Error('enough'));
  for (const call of await settled) {
    assert.ok(call.status === 'rejected' && interrupted(call.reason));
    assert.equal(((call.reason as Error).cause as Error).message, 'enough');
  }
  assert.ok(silent.destroyed);
  assert.equal((await classifier.classify(PHOTO)).length, 5);
  assert.equal(classifier.stats().queue.waiting, 0);
});

test('when there is no room a call waits, or is refused if it wants', async (t) => {
  await using classifier = await clothes(t, { maxQueue: 4 });
  const images = pictures(12);
  const waiting = classifier.classify(images);
  await assert.rejects(
    classifier.classify(PHOTO, { whenBusy: 'refuse' }),
    failsWith('ERR_OVERLOADED', /has 4 images in work, as many as it may/),
  );
  assert.equal(classifier.stats().queue.waiting, 8);
  assert.equal((await waiting).length, 12);
  await assert.rejects(
    classifier.classify(images, { whenBusy: 'refuse' }),
    failsWith('ERR_OVERLOADED', /4 images/),
  );
  assert.equal((await classifier.classify(PHOTO, { whenBusy: 'refuse' })).length, 5);
  assert.equal(classifier.stats().calls.refused, 13);
});

test('features are the output of the layer before the classes, or of the one that is named', async (t) => {
  await using classifier = await clothes(t);
  const { layer, shape, values } = await classifier.features(PHOTO);
  assert.deepEqual([layer, shape, values.length], ['flatten0', [64], 64]);
  assert.deepEqual(await classifier.features(PHOTO, { layer: 'flatten0_output' }), {
    layer,
    shape,
    values,
  });
  const [last] = await classifier.features([PHOTO], { layer: 'softmax' });
  const best = await classifier.classify(PHOTO, { topK: 1 });
  assert.ok(last && Math.abs(Math.max(...last.values) - (best[0]?.probability ?? 2)) < 1e-6);
  await assert.rejects(
    classifier.features(PHOTO, { layer: 'flaten0' }),
    failsWith('ERR_HEAD_NOT_FOUND', /no layer flaten0\. The nearest names are flatten0/),
  );
});

test('a reload changes the answers without a failed call; a broken checkpoint changes nothing', async (t) => {
  const folder = temporaryFolder(t);
  const prefix = await clothesNet(folder);
  await using classifier = await Classifier.load(prefix);
  const before = await classifier.classify(PHOTO);
  copyFileSync(`${prefix}-0001.params`, `${prefix}-0002.params`);
  const recipe = JSON.parse(readFileSync(`${prefix}-finetune.json`, 'utf8')) as object;
  const names = CLOTHES.map((name) => `new ${name}`);
  writeFileSync(`${prefix}-finetune.json`, JSON.stringify({ ...recipe, classNames: names }));
  const images = pictures(40);
  const calls = images.map((image) => classifier.classify(image, { topK: 1 }));
  await classifier.reload();
  const later = images.map((image) => classifier.classify(image, { topK: 1 }));
  for (const call of await Promise.all(later)) assert.match(call[0]?.label ?? '', /^new /);
  assert.equal((await Promise.all(calls)).length, 40);
  assert.deepEqual([classifier.recipe.epoch, classifier.stats().reloads], [2, 1]);
  const after = await classifier.classify(PHOTO);
  assert.deepEqual(
    after.map(({ label, probability }) => ({ label, probability })),
    before.map(({ label, probability }) => ({ label: `new ${label}`, probability })),
  );
  writeFileSync(`${prefix}-0003.params`, 'damaged');
  await assert.rejects(classifier.reload(), { code: 'ERR_CHECKPOINT_FORMAT' });
  assert.deepEqual(await classifier.classify(PHOTO), after);
  await classifier.reload({ epoch: 1 });
  assert.equal(classifier.recipe.epoch, 1);
});

test('several models at once answer each for itself, and everything is given back', async (t) => {
  const folder = temporaryFolder(t);
  const prefix = await clothesNet(folder);
  await withDisposal(async () => {
    await using one = await Classifier.load(prefix);
    await using other = await Classifier.load(fixture('models', 'mlp'), {
      imageShape: [3, 28, 28],
      rgbMean: [0, 0, 0],
      rgbStd: [255, 255, 255],
    });
    const images = pictures(10);
    const [ones, others] = await Promise.all([one.classify(images), other.classify(images)]);
    assert.ok(ones.flat().every(({ label }) => CLOTHES.includes(label)));
    assert.ok(others.flat().every(({ label, index }) => label === String(index)));
    await one.features(PHOTO);
    await one.reload();
    await one.classify([PHOTO, PHOTO, PHOTO]);
    await assert.rejects(one.classify(Buffer.from('no image')));
    assert.ok(one.stats().bytes > 1_000_000);
  });
});

test('a disposed classifier answers what was asked before, and refuses the rest', async (t) => {
  const classifier = await clothes(t, { maxQueue: 2 });
  const answers = classifier.classify(pictures(9));
  await Promise.all([classifier.dispose(), classifier.dispose()]);
  assert.equal((await answers).length, 9);
  const disposed = { code: 'ERR_MXNET_DISPOSED' };
  await assert.rejects(classifier.classify(PHOTO), disposed);
  await assert.rejects(classifier.features(PHOTO), disposed);
  await assert.rejects(classifier.reload(), disposed);
});

test('the entry for services has the same classes as the whole package, and nothing else', async () => {
  const whole: Record<string, unknown> = await import('../../src/index.js');
  const part: Record<string, unknown> = await import('../../src/predictor/index.js');
  assert.ok('Classifier' in part);
  for (const [name, value] of Object.entries(part)) assert.equal(value, whole[name], name);
});

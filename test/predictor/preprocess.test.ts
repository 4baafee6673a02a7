import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { NDArray } from '../../src/ndarray/ndarray.js';
import { InputNormalizer } from '../../src/predictor/input-normalizer.js';
import { cutOut, type Preprocessing } from '../../src/predictor/preprocess.js';
import { withLiveCounts } from '../support/live-counts.js';
import { fixture } from '../support/paths.js';
import { pythonJson } from '../support/python.js';
import { png, recordFile } from '../support/record-bytes.js';
import { temporaryFolder } from '../support/temp-dir.js';

const PHOTOS = ['chelsea.png', 'coffee.png'].map((name) => fixture('photos', name));
const PLAIN = { rgbMean: [0, 0, 0], rgbStd: [1, 1, 1] } as const;

/** What the network would get. */
async function inputOf(encoded: Uint8Array, preprocessing: Preprocessing): Promise<Float32Array> {
  const pixels = await cutOut(encoded, preprocessing);
  const normalizer = new InputNormalizer(preprocessing);
  using input = NDArray.empty([1, ...preprocessing.imageShape]);
  normalizer.into(input, [pixels]);
  return await input.data<Float32Array>();
}

async function digestOf(encoded: Uint8Array, preprocessing: Preprocessing): Promise<string> {
  const values = await inputOf(encoded, preprocessing);
  return createHash('sha256').update(values).digest('hex');
}

/** A picture with edges everywhere, so that every interpolation shows. */
function picture(width: number, height: number): Buffer {
  return png(width, height, (x, y) => [(x * 53) & 255, (y * 91) & 255, ((x ^ y) * 37) & 255]);
}

test("photographs are resized and cut as by Python's mx.image, pixel for pixel", async () => {
  const sizes = [
    [224, 256],
    [28, 28],
    [299, 300],
    [224, 301],
    // Enlarged.
    [400, 450],
  ] as const;
  const expected = await pythonJson<string[]>(`
import hashlib, json, numpy as np, mxnet as mx
def digest(file, side, resize):
    image = mx.image.imdecode(open(file, 'rb').read(), to_rgb=1)
    height, width = image.shape[:2]
    size = (resize * width // height, resize) if height < width else (resize, resize * height // width)
    interp = mx.image.image._get_interp_method(9, (height, width, size[1], size[0]))
    image = mx.image.imresize(image, *size, interp=interp)
    image = mx.image.center_crop(image, (side, side))[0]
    return hashlib.sha256(image.asnumpy().astype('float32').transpose(2, 0, 1).tobytes()).hexdigest()
print(json.dumps([digest(file, *size) for file in ${JSON.stringify(PHOTOS)} for size in ${JSON.stringify(sizes)}]))
`);
  const ours: string[] = [];
  for (const photo of PHOTOS) {
    for (const [side, resize] of sizes) {
      const imageShape = [3, side, side] as const;
      ours.push(await digestOf(readFileSync(photo), { ...PLAIN, imageShape, resize }));
    }
  }
  assert.deepEqual(ours, expected);
});

test('small images are enlarged, and all are normalized, as ImageRecordIter did it in training', async (t) => {
  const folder = temporaryFolder(t);
  const images = [
    [28, 28],
    [20, 20],
    [19, 27],
    [40, 13],
    [1, 1],
    [31, 29],
    [64, 30],
    [11, 200],
  ].map(([width = 1, height = 1]) => picture(width, height));
  const record = join(folder, 'images.rec');
  writeFileSync(record, recordFile(images.map((image) => ({ image }))));
  const shapes = [
    [3, 28, 28],
    [3, 24, 32],
    [1, 28, 28],
  ] as const;
  const rgbMean = [123.68, 116.779, 103.939] as const;
  const rgbStd = [58.393, 57.12, 57.375] as const;
  const expected = await pythonJson<string[][]>(`
import hashlib, json, mxnet as mx
def digests(shape):
    images = mx.io.ImageRecordIter(path_imgrec=${JSON.stringify(record)}, data_shape=tuple(shape), batch_size=1,
        preprocess_threads=1, mean_r=123.68, mean_g=116.779, mean_b=103.939, std_r=58.393, std_g=57.12, std_b=57.375)
    return [hashlib.sha256(batch.data[0].asnumpy().tobytes()).hexdigest() for batch in images]
print(json.dumps([digests(shape) for shape in ${JSON.stringify(shapes)}]))
`);
  for (const [i, imageShape] of shapes.entries()) {
    const preprocessing = { imageShape, rgbMean, rgbStd, resize: null };
    const ours = [];
    for (const image of images) ours.push(await digestOf(image, preprocessing));
    assert.deepEqual(ours, expected[i], imageShape.join());
  }
});

test('gray and colour files serve networks of one and of three channels', async () => {
  const gray = png(8, 8, (x, y) => [x * 30 + y]);
  const colour = png(8, 8, (x, y) => [x * 30 + y, x * 30 + y, x * 30 + y]);
  const one = { ...PLAIN, imageShape: [1, 8, 8], resize: null } as const;
  const three = { ...PLAIN, imageShape: [3, 8, 8], resize: null } as const;
  assert.equal(await digestOf(gray, three), await digestOf(colour, three));
  assert.equal(await digestOf(gray, one), await digestOf(colour, one));
  const values = await inputOf(gray, one);
  assert.deepEqual([...values.subarray(0, 8)], [0, 30, 60, 90, 120, 150, 180, 210]);
});

test('images that cannot be decoded, or not as a whole, are refused', async () => {
  const whole = readFileSync(PHOTOS[0] as string);
  const jpeg = readFileSync(fixture('data', 'fm3_val.rec')).subarray(32, 32 + 500);
  const shape = { ...PLAIN, imageShape: [3, 28, 28], resize: 28 } as const;
  const huge = Buffer.from(png(1, 1, () => [0, 0, 0]));
  huge.writeUInt32BE(60_000, 16);
  huge.writeUInt32BE(60_000, 20);
  for (const [encoded, reason] of [
    [Buffer.alloc(0), /the image is empty/],
    [Buffer.from('this is no image'), /cannot be decoded/],
    [Buffer.alloc(5000, 0xff), /cannot be decoded/],
    [whole.subarray(0, 10_000), /the image is cut off/],
    [whole.subarray(0, whole.length - 12), /the image is cut off/],
    [jpeg, /the image is cut off/],
    [huge, /too large: 60000×60000 pixels/],
    [png(20_000, 1, () => [1, 2, 3]), /too long and narrow to be resized: 20000×1 pixels/],
  ] as const) {
    const resize = reason.source.includes('narrow') ? 256 : 28;
    await withLiveCounts(() =>
      assert.rejects(digestOf(encoded, { ...shape, resize }), {
        code: 'ERR_DATA',
        message: reason,
      }),
    );
  }
});

test('pixels that need no work are used as they are', async () => {
  const data = Uint8Array.from({ length: 28 * 20 * 3 }, (_, i) => (i * 7) % 256);
  const image = { data, width: 20, height: 28, channels: 3 } as const;
  const recipe = { imageShape: [3, 28, 20], ...PLAIN } as const;
  assert.equal(await cutOut(image, { ...recipe, resize: null }), data);
  assert.equal(await cutOut(image, { ...recipe, resize: 20 }), data);
  await assert.rejects(
    cutOut({ ...image, data: data.subarray(1) }, { ...recipe, resize: null }),
    /must have 1680 values/,
  );
});

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import sharp from 'sharp';
import { decodeImage } from '../../src/io/decode-image.js';
import { type EncodeOptions, encodeImage } from '../../src/packing/encode-image.js';
import { openLibrary } from '../../src/runtime/library.js';
import { bitmap, fieldColour, fields, turned, turnedJpeg } from '../support/images.js';
import { withLiveCounts } from '../support/live-counts.js';
import { fixture } from '../support/paths.js';

await openLibrary();

const OPTIONS: EncodeOptions = {
  resize: 0,
  centerCrop: false,
  quality: 95,
  color: 1,
  encoding: '.jpg',
};

interface Pixels {
  width: number;
  height: number;
  channels: number;
  at: (x: number, y: number) => number[];
}

async function pixelsOf(encoded: Buffer): Promise<Pixels> {
  const { data, info } = await sharp(encoded).raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const at = (x: number, y: number) => {
    const start = (y * width + x) * channels;
    return [...data.subarray(start, start + channels)];
  };
  return { width, height, channels, at };
}

function assertNear(actual: readonly number[], expected: readonly number[], what: string): void {
  const near = actual.every((value, i) => Math.abs(value - (expected[i] ?? value)) <= 12);
  assert.ok(near, `${what}: ${actual} instead of ${expected}`);
}

function assertFields({ width, height, at }: Pixels, what: string): void {
  for (const [x, y] of [
    [0.2, 0.2],
    [0.8, 0.2],
    [0.2, 0.8],
    [0.8, 0.8],
  ] as const) {
    const colour = at(Math.floor(x * width), Math.floor(y * height)).slice(0, 3);
    assertNear(colour, fieldColour(x, y), `${what} at ${x}, ${y}`);
  }
}

test('pictures are packed upright, whichever way the camera was held, and say nothing of it', async () => {
  for (let orientation = 1; orientation <= 8; orientation++) {
    const source = await turnedJpeg(orientation);
    for (const changes of [{}, { resize: 10 }, { resize: 40 }]) {
      const encoded = await encodeImage(source, { ...OPTIONS, ...changes });
      const what = `orientation ${orientation}, ${JSON.stringify(changes)}`;
      const pixels = await pixelsOf(encoded);
      assertFields(pixels, what);
      assert.ok(pixels.width > pixels.height, what);
      assert.equal((await sharp(encoded).metadata()).orientation, undefined, what);
    }
    const square = await pixelsOf(await encodeImage(source, { ...OPTIONS, centerCrop: true }));
    assert.deepEqual([square.width, square.height], [20, 20]);
    assertFields(square, `orientation ${orientation}, cut`);
  }
});

test('what prediction decodes is upright too', async () => {
  await withLiveCounts(async () => {
    for (let orientation = 1; orientation <= 8; orientation++) {
      using image = await decodeImage(await turnedJpeg(orientation), 3);
      assert.deepEqual(image.shape, [20, 30, 3], `orientation ${orientation}`);
      const values = await image.data<Uint8Array>();
      const at = (x: number, y: number) => [...values.subarray((y * 30 + x) * 3).subarray(0, 3)];
      assertFields({ width: 30, height: 20, channels: 3, at }, `orientation ${orientation}`);
    }
  });
});

test('a PNG file with an orientation is turned as well, by packing and by prediction', async () => {
  const source = await (await turned(6)).png().toBuffer();
  assertFields(await pixelsOf(await encodeImage(source, OPTIONS)), 'packed');
  using image = await decodeImage(source, 3);
  assert.deepEqual(image.shape, [20, 30, 3]);
});

test("sizes are im2rec's: the shorter side as asked, the longer one cut to whole pixels", async () => {
  for (const [width, height, resize, expected] of [
    [30, 20, 7, [10, 7]],
    [20, 30, 7, [7, 10]],
    [30, 20, 20, [30, 20]],
    [31, 17, 10, [18, 10]],
    [17, 31, 50, [50, 91]],
    [20, 20, 9, [9, 9]],
    [100, 1, 3, [300, 3]],
  ] as const) {
    const source = await fields(width, height).png().toBuffer();
    const pixels = await pixelsOf(await encodeImage(source, { ...OPTIONS, resize }));
    assert.deepEqual([pixels.width, pixels.height], expected, `${width}×${height} to ${resize}`);
  }
  const source = await fields(31, 18).png().toBuffer();
  const cut = await pixelsOf(
    await encodeImage(source, { ...OPTIONS, centerCrop: true, resize: 9 }),
  );
  assert.deepEqual([cut.width, cut.height], [9, 9]);
});

test('every format becomes what libmxnet reads', async () => {
  const rgb = fields();
  const sources = {
    jpeg: await rgb.clone().jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer(),
    progressive: await rgb.clone().jpeg({ progressive: true, quality: 100 }).toBuffer(),
    cmyk: await rgb.clone().toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer(),
    png: await rgb.clone().png().toBuffer(),
    palette: await rgb.clone().png({ palette: true }).toBuffer(),
    'png of 16 bits': await rgb.clone().toColourspace('rgb16').png().toBuffer(),
    webp: await rgb.clone().webp({ lossless: true }).toBuffer(),
    gif: await rgb.clone().gif().toBuffer(),
    tiff: await rgb.clone().tiff({ compression: 'lzw' }).toBuffer(),
    bitmap: await bitmap(),
  };
  for (const [format, source] of Object.entries(sources)) {
    for (const encoding of ['.jpg', '.png'] as const) {
      const quality = encoding === '.png' ? 6 : 95;
      const encoded = await encodeImage(source, { ...OPTIONS, encoding, quality });
      const pixels = await pixelsOf(encoded);
      assert.equal(pixels.channels, 3, format);
      if (format !== 'cmyk') assertFields(pixels, `${format} as ${encoding}`);
      using decoded = await decodeImage(encoded, 3);
      assert.deepEqual(decoded.shape, [20, 30, 3], format);
    }
  }
});

test("colours of CMYK pictures are those of libmxnet's decoder, which prediction uses", async () => {
  const source = await fields().toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer();
  using decoded = await decodeImage(source, 3);
  const encoded = await encodeImage(source, { ...OPTIONS, encoding: '.png', quality: 6 });
  const { data } = await sharp(encoded).raw().toBuffer({ resolveWithObject: true });
  assert.deepEqual(new Uint8Array(data), await decoded.data<Uint8Array>());
});

test('PNG keeps every pixel, and -1 keeps channels and bits', async () => {
  const png = { ...OPTIONS, encoding: '.png', quality: 6 } as const;
  const photo = readFileSync(fixture('photos', 'chelsea.png'));
  const { data } = await sharp(photo).raw().toBuffer({ resolveWithObject: true });
  assert.deepEqual(
    await sharp(await encodeImage(photo, png))
      .raw()
      .toBuffer(),
    data,
  );
  const transparent = await sharp(photo).ensureAlpha(0.5).png().toBuffer();
  const dropped = await sharp(await encodeImage(transparent, png))
    .raw()
    .toBuffer();
  assert.deepEqual(dropped, data, 'transparency is dropped, not painted over black');
  const asItIs = { ...png, color: -1 } as const;
  const kept = await sharp(await encodeImage(transparent, asItIs)).metadata();
  assert.deepEqual([kept.channels, kept.hasAlpha], [4, true]);
  const deep = await sharp(photo).toColourspace('rgb16').png().toBuffer();
  assert.equal((await sharp(await encodeImage(deep, asItIs)).metadata()).depth, 'ushort');
  const gray = await sharp(photo).toColourspace('b-w').png().toBuffer();
  assert.equal((await sharp(await encodeImage(gray, asItIs)).metadata()).channels, 1);
  const jpeg = await sharp(await encodeImage(transparent, { ...OPTIONS, color: -1 })).metadata();
  assert.deepEqual([jpeg.format, jpeg.channels], ['jpeg', 3]);
});

test("gray is libmxnet's gray", async () => {
  const source = await fields().png().toBuffer();
  const encoded = await encodeImage(source, { ...OPTIONS, color: 0, encoding: '.png', quality: 6 });
  const { channels, at } = await pixelsOf(encoded);
  assert.equal((await sharp(encoded).metadata()).channels, 1);
  assert.ok(channels >= 1);
  using decoded = await decodeImage(source, 1);
  const values = await decoded.data<Uint8Array>();
  for (const [x, y] of [
    [3, 3],
    [25, 3],
    [3, 15],
    [25, 15],
  ] as const) {
    const difference = Math.abs((at(x, y)[0] ?? 0) - (values[y * 30 + x] ?? 0));
    assert.ok(difference <= 1, `gray at ${x}, ${y}: ${at(x, y)} and ${values[y * 30 + x]}`);
  }
});

test('colour profiles change nothing, as in libmxnet', async () => {
  const plain = await fields().png().toBuffer();
  const profiled = await sharp(plain).withIccProfile('p3', { attach: true }).png().toBuffer();
  const { data } = await sharp(profiled, { ignoreIcc: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const encoded = await encodeImage(profiled, { ...OPTIONS, encoding: '.png', quality: 6 });
  assert.deepEqual(await sharp(encoded).raw().toBuffer(), data);
  assert.equal((await sharp(encoded).metadata()).icc, undefined);
});

test('what is no whole picture is refused with the reason', async () => {
  const jpeg = await sharp(fixture('photos', 'coffee.png')).jpeg({ quality: 95 }).toBuffer();
  const png = readFileSync(fixture('photos', 'chelsea.png'));
  const flipped = Buffer.from(png);
  flipped[100_000] = 0x55 ^ (flipped[100_000] as number);
  for (const [source, reason] of [
    [Buffer.alloc(0), /empty/],
    [jpeg.subarray(0, jpeg.length / 2), /cut off/],
    [jpeg.subarray(0, jpeg.length - 2), /cut off/],
    [png.subarray(0, 100_000), /cut off/],
    [Buffer.from('no picture at all'), /cannot be decoded/],
    [Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'), /decoded/],
    [Buffer.from(jpeg).fill(0, 5000, 9000), /cannot be decoded: .*Corrupt JPEG data/],
    [flipped, /cannot be decoded/],
    [Buffer.alloc(1000), /cannot be decoded/],
  ] as const) {
    const message = reason;
    await assert.rejects(encodeImage(source, OPTIONS), { code: 'ERR_DATA', message });
  }
});

test('bytes too many before or behind the end of a JPEG file do no harm', async () => {
  const jpeg = await fields().jpeg().toBuffer();
  const end = jpeg.subarray(-2);
  for (const source of [
    Buffer.concat([jpeg, Buffer.alloc(500, 7)]),
    Buffer.concat([jpeg.subarray(0, -2), Buffer.from('abcdef'), end]),
  ]) {
    assertFields(await pixelsOf(await encodeImage(source, OPTIONS)), 'with more bytes');
  }
});

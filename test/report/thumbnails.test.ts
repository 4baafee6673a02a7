import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import type { Evaluation, Mistake } from '../../src/report/evaluation/evaluation.js';
import { thumbnailsOf } from '../../src/report/thumbnails.js';
import { madeUpEvaluation } from '../support/evaluations.js';
import { bitmap, fields, turnedJpeg } from '../support/images.js';
import { imagePayload, recordFile } from '../support/record-bytes.js';
import { temporaryFolder } from '../support/temp-dir.js';

function evaluation(path: string, ...places: Partial<Mistake>[]): Evaluation {
  const worst = places.map(
    (place, id): Mistake => ({
      ...{ file: null, id, offset: null, label: 'cat', predicted: 'dog', probability: 0.9 },
      ...place,
    }),
  );
  return { ...madeUpEvaluation({ classNames: ['cat', 'dog'], path }), worst };
}

async function sizeOf(thumbnail: string | undefined): Promise<[width: number, height: number]> {
  const [, base64] = /^data:image\/webp;base64,([\w+/=]+)$/.exec(thumbnail ?? '') ?? [];
  assert.ok(base64, thumbnail);
  const { width, height } = await sharp(Buffer.from(base64, 'base64')).metadata();
  return [width, height];
}

test('images of folders are upright and small, whatever they were', async (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'cat'));
  writeFileSync(join(folder, 'cat', 'large.png'), await fields(600, 300).png().toBuffer());
  writeFileSync(join(folder, 'cat', 'turned.jpg'), await turnedJpeg(6));
  writeFileSync(join(folder, 'cat', 'old.bmp'), await bitmap());
  const thumbnails = await thumbnailsOf(
    evaluation(
      folder,
      ...['cat/large.png', 'cat/turned.jpg', 'cat/old.bmp'].map((file) => ({ file })),
    ),
    3,
  );
  assert.deepEqual(await Promise.all(thumbnails.map(sizeOf)), [
    [160, 80],
    [30, 20],
    [30, 20],
  ]);
});

test('images of record files are found by their offsets', async (t) => {
  const file = join(temporaryFolder(t), 'val.rec');
  const first = { image: await fields(40, 20).png().toBuffer(), labels: [1, 2, 3] };
  const second = { image: await fields(10, 30).png().toBuffer(), label: 1 };
  writeFileSync(file, recordFile([first, second]));
  const offset = 8 + Math.ceil(imagePayload(first).length / 4) * 4;
  const thumbnails = await thumbnailsOf(
    evaluation(file, { offset }, { offset: 0, file: 'cat/1.png' }),
    2,
  );
  assert.deepEqual(await Promise.all(thumbnails.map(sizeOf)), [
    [10, 30],
    [40, 20],
  ]);
});

test('no more pictures are made than are wanted', async (t) => {
  const file = join(temporaryFolder(t), 'val.rec');
  writeFileSync(file, recordFile([{ image: await fields().png().toBuffer() }]));
  const places = Array.from({ length: 5 }, () => ({ offset: 0 }));
  assert.equal((await thumbnailsOf(evaluation(file, ...places), 3)).length, 3);
});

test('what is gone, damaged, no image, elsewhere or nowhere has no picture, and the others have', async (t) => {
  const folder = temporaryFolder(t);
  const data = join(folder, 'data');
  mkdirSync(join(data, 'folder'), { recursive: true });
  const picture = await fields().png().toBuffer();
  writeFileSync(join(folder, 'secret.png'), picture);
  symlinkSync(join(folder, 'secret.png'), join(data, 'link.png'));
  writeFileSync(join(data, 'good.png'), picture);
  writeFileSync(join(data, 'cut.png'), picture);
  truncateSync(join(data, 'cut.png'), 60);
  writeFileSync(join(data, 'text.png'), 'no image');
  writeFileSync(
    join(data, 'drawing.svg'),
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
  );
  const files = [
    'gone.png',
    'cut.png',
    'text.png',
    'drawing.svg',
    'folder',
    '../secret.png',
    'link.png',
  ];
  const thumbnails = await thumbnailsOf(
    evaluation(data, ...files.map((file) => ({ file })), { file: null }, { file: 'good.png' }),
    10,
  );
  assert.deepEqual(
    thumbnails.map((thumbnail) => thumbnail !== undefined),
    [...files.map(() => false), false, true],
  );
});

test('record files that have changed, or are none, give no pictures', async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, 'val.rec');
  writeFileSync(file, recordFile([{ image: await fields().png().toBuffer() }]));
  const wrong = [{ offset: 4 }, { offset: 1e9 }, { offset: Number.MAX_SAFE_INTEGER }];
  assert.deepEqual(await thumbnailsOf(evaluation(file, ...wrong), 9), [
    undefined,
    undefined,
    undefined,
  ]);
  for (const path of [folder, join(folder, 'gone.rec'), '/dev/zero']) {
    assert.deepEqual(await thumbnailsOf(evaluation(path, { offset: 0 }), 1), [undefined]);
  }
});

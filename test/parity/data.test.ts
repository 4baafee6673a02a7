import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ParityCase, VALIDATED } from './cases.js';
import { checkpointHashes } from './compare-runs.js';
import { oursOf, sideBySide } from './side-by-side.js';

const PHOTOS = {
  'data-train': '@photos.rec',
  'num-examples': 8,
  'batch-size': 4,
  'image-shape': '3,60,60',
  'num-epochs': 1,
  'disp-batches': 1,
};

const sizes: ParityCase[] = [
  ...[1, 3, 7, 13, 25].map((size) => ({
    title: `batches of ${size}`,
    flags: { ...VALIDATED, 'batch-size': size, 'num-epochs': size < 3 ? 1 : 3 },
  })),
  { title: 'batches of 99, which the last image does not fill', flags: { 'batch-size': 99 } },
  { title: 'one batch of all images', flags: { 'batch-size': 100, 'num-epochs': 1 } },
  {
    title: 'epochs of one batch, with a line for each',
    flags: { 'data-train': '@train16.rec', 'num-examples': 16, 'num-epochs': 4, 'disp-batches': 1 },
  },
  {
    title: 'images that fill their batches',
    flags: { ...VALIDATED, 'data-train': '@train96.rec', 'num-examples': 96 },
  },
  {
    title: 'fewer images than a batch has rows',
    flags: { 'data-train': '@train5.rec', 'num-examples': 5, 'batch-size': 5 },
    ours: { 'batch-size': 64 },
  },
  {
    title: 'fewer images to validate on than a batch has rows',
    flags: { ...VALIDATED, 'data-val': '@train5.rec', 'batch-size': 5 },
  },
];

sideBySide('Sets of any size are gone through as in Python', sizes);

const inputs: ParityCase[] = [
  {
    title: 'an index, with which all images are shuffled',
    flags: { 'data-train-idx': '@train100.idx' },
  },
  {
    title: 'an index and a seed',
    flags: {
      ...VALIDATED,
      'data-train-idx': '@train100.idx',
      'data-val-idx': '@val40.idx',
      seed: 5,
    },
  },
  { title: 'a crop of the centre', flags: { ...VALIDATED, 'image-shape': '3,20,24' } },
  { title: 'images that are enlarged', flags: { 'image-shape': '3,36,36' } },
  { title: 'photographs', flags: { ...PHOTOS, 'image-shape': '3,100,50' } },
  {
    title: 'a network for grey images',
    network: 'grey',
    flags: { ...VALIDATED, 'image-shape': '1,28,28', 'rgb-mean': '10,20,30', 'rgb-std': '2,3,4' },
  },
  {
    title: 'several decoding threads',
    flags: { 'data-nthreads': 4 },
  },
  ...['0,0,0', '127.5,127.5,127.5', '1e-3,0.1,33'].map((mean) => ({
    title: `a mean of ${mean}`,
    flags: { 'rgb-mean': mean },
  })),
  ...['58.395,57.12,57.375', '255,255,255', '0.1,3e2,1e1'].map((deviation) => ({
    title: `deviations of ${deviation}`,
    flags: { 'rgb-std': deviation },
  })),
];

sideBySide('Images become the numbers that they become in Python', inputs);

const changes = [
  { 'random-crop': 1 },
  { 'random-mirror': 1 },
  { 'random-crop': 1, 'random-mirror': 1 },
  { 'pad-size': 4, 'random-crop': 1 },
  { 'pad-size': 4, 'fill-value': 0, 'random-crop': 1 },
  { 'max-random-h': 36 },
  { 'max-random-s': 50 },
  { 'max-random-l': 50 },
  { 'max-random-aspect-ratio': 0.25 },
  { 'max-random-rotate-angle': 10 },
  { 'max-random-shear-ratio': 0.1 },
  { 'max-random-scale': 1.3 },
  { 'min-random-scale': 0.7 },
  { 'max-random-scale': 1.3, 'min-random-scale': 0.7 },
  { 'min-crop-size': 40, 'max-crop-size': 200, 'random-crop': 1 },
  { brightness: 0.4 },
  { contrast: 0.4 },
  { saturation: 0.4 },
  { 'pca-noise': 0.1 },
  { 'random-resized-crop': 1 },
  { 'random-resized-crop': 1, 'min-random-area': 0.08 },
  { 'random-resized-crop': 1, 'max-random-area': 0.5, 'min-random-area': 0.5 },
  { 'min-random-aspect-ratio': 0.8, 'max-random-aspect-ratio': 1.25 },
  { 'random-resized-crop': 1, 'min-random-area': 0.08, 'max-random-aspect-ratio': 0.25 },
  {
    'random-resized-crop': 1,
    'max-random-area': 0.9,
    'min-random-area': 0.3,
    'min-random-aspect-ratio': 0.75,
    'max-random-aspect-ratio': 1.333,
  },
  {
    'random-crop': 1,
    'random-mirror': 1,
    'max-random-h': 36,
    'max-random-s': 50,
    'max-random-l': 50,
    'max-random-rotate-angle': 10,
    'max-random-shear-ratio': 0.1,
    'max-random-aspect-ratio': 0.25,
    brightness: 0.2,
    'pca-noise': 0.05,
    'pad-size': 8,
    seed: 3,
  },
].map((flags) => ({
  title: Object.entries(flags)
    .map(([name, value]) => `--${name} ${value}`)
    .join(' '),
  flags: { ...PHOTOS, ...flags },
}));

const PHOTOGRAPHS = 'Photographs are changed at random as in Python';

sideBySide(PHOTOGRAPHS, [{ title: 'not at all', flags: PHOTOS }, ...changes]);

/** By default such a crop has the whole area, and no image has room for more than one of them. */
const WHOLE_AREA = '--random-resized-crop 1';

test('each of these changes makes another network', () => {
  const first = new Map<string | undefined, string>();
  const equal: string[][] = [];
  for (const [i, title] of ['not at all', ...changes.map(({ title }) => title)].entries()) {
    const hash = checkpointHashes(oursOf(PHOTOGRAPHS, i))['net-0001.params'];
    const other = first.get(hash);
    if (other === undefined) first.set(hash, title);
    else equal.push([other, title]);
  }
  assert.deepEqual(equal, [['not at all', WHOLE_AREA]]);
});

const clothes = ['vgg', 'resnet20', 'lenet', 'mlp', 'depthwise'].map((network) => ({
  title: network,
  network,
  flags: { 'pad-size': 2, 'random-crop': 1, 'random-mirror': 1, mom: 0.9, 'rgb-std': '60,60,60' },
}));

sideBySide('Every network trains on cropped and mirrored images as in Python', clothes);

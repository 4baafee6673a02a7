/** The iterators of a run. */

import { CountedIter } from '../io/counted-iter.js';
import type { DataIter } from '../io/data-iter.js';
import type { ImageRecordIterOptions } from '../io/image-record-iter.js';
import { dataIterParameters } from '../io/native-iter.js';
import type { ReadingOrder } from '../io/reading-order.js';
import { ReopenedIter } from '../io/reopened-iter.js';
import { ResizeIter } from '../io/resize-iter.js';
import type { Attributes } from '../operators/text.js';
import { libraryIsAtLeast } from '../runtime/version.js';
import { pythonFloat } from '../text/python-float.js';
import { firstEpoch } from './check-options.js';
import { parseImageShape, parseRgb } from './numbers.js';
import type { AugmentationSettings, RunSettings } from './options.js';
import { RecordFileIter } from './record-file-iter.js';
import { epochSeed } from './resume/seeds.js';

/** Which part of the data this process reads. */
export interface Partition {
  rank: number;
  workers: number;
  /** Batches in each pass over the training data. @defaultValue as many as there are */
  batches?: number;
}

/**
 * Shuffled, augmented batches of the training images (`get_rec_iter`).
 *
 * @param epoch - the epoch of the first pass; only with `reseedEpochs` passes differ by their epoch alone
 */
export async function trainIter(
  settings: RunSettings,
  batchSize: number,
  part: Partition,
  {
    epoch = firstEpoch(settings),
    more = {},
    firstRead,
  }: { epoch?: number | undefined; more?: Attributes } & ReadingOrder = {},
): Promise<DataIter> {
  const open = async (seed: number) =>
    inStep(await openTraining({ ...settings, seed }, batchSize, part, { more, firstRead }), part);
  if (!settings.reseedEpochs) return await open(settings.seed);
  return await ReopenedIter.open((pass) => open(epochSeed(settings.seed, pass)), epoch);
}

/** Machines that train together have passes of the same length. */
export function inStep(iter: DataIter, { batches }: Partition): DataIter {
  return batches === undefined ? iter : new ResizeIter(iter, batches);
}

async function openTraining(
  settings: RunSettings,
  batchSize: number,
  { rank, workers }: Partition,
  { more, firstRead }: { more: Attributes } & ReadingOrder,
): Promise<DataIter> {
  return await RecordFileIter.open({
    pathImgrec: settings.dataTrain,
    pathImgidx: settings.dataTrainIdx,
    dataShape: parseImageShape('--image-shape', settings.imageShape),
    batchSize,
    shuffle: true,
    seed: settings.seed,
    numParts: workers,
    partIndex: rank,
    ...decoding(settings, more),
    firstRead,
  });
}

/**
 * Each decoding thread has a generator of its own, and which image it meets is chance: unless every image has a seed, one
 * thread must do all.
 */
function decoding(
  settings: RunSettings,
  more: Attributes,
): Pick<ImageRecordIterOptions, 'preprocessThreads' | 'more'> {
  const own = { ...normalization(settings), ...augmentation(settings.augmentation), ...more };
  if (!(settings.deterministic || settings.reseedEpochs)) {
    return { preprocessThreads: settings.dataNthreads, more: own };
  }
  const seeded = dataIterParameters('ImageRecordIter').has('seed_aug');
  return {
    // Before MXNet 1.5 each thread has a seed, not each image.
    preprocessThreads: seeded && libraryIsAtLeast(1, 5) ? settings.dataNthreads : 1,
    more: seeded ? { ...own, seed_aug: settings.seed } : own,
  };
}

/**
 * Batches of the validation images, in order.
 *
 * With `compat` the last batch is filled up with images from the beginning, which are then measured twice and leave the
 * next pass, as upstream's; otherwise every image comes once.
 *
 * @param images - how many the part holds
 */
export async function validationIter(
  settings: RunSettings & { dataVal: string },
  batchSize: number,
  { rank, workers }: Partition,
  images: number,
): Promise<DataIter> {
  const isFilledUp = fillsUp(settings, images, batchSize);
  const iterator = await RecordFileIter.open({
    pathImgrec: settings.dataVal,
    pathImgidx: settings.dataValIdx,
    dataShape: parseImageShape('--image-shape', settings.imageShape),
    batchSize,
    roundBatch: isFilledUp,
    preprocessThreads: settings.dataNthreads,
    numParts: workers,
    partIndex: rank,
    more: {
      ...normalization(settings),
      rand_crop: false,
      rand_mirror: false,
      resize: settings.valResize,
    },
  });
  return isFilledUp ? iterator : new CountedIter(iterator, images);
}

/**
 * Whether the last batch of a validation is filled up, so that the next one begins behind the images that were taken. With
 * fewer images than rows libmxnet could not fill every batch up.
 */
export function fillsUp({ compat }: RunSettings, images: number, batchSize: number): boolean {
  return compat && images >= batchSize;
}

function normalization({ rgbMean, rgbStd }: RunSettings): Attributes {
  const [meanRed, meanGreen, meanBlue] = parseRgb('--rgb-mean', rgbMean).map(pythonFloat);
  const [stdRed, stdGreen, stdBlue] = parseRgb('--rgb-std', rgbStd).map(pythonFloat);
  return {
    label_width: 1,
    mean_r: meanRed,
    mean_g: meanGreen,
    mean_b: meanBlue,
    std_r: stdRed,
    std_g: stdGreen,
    std_b: stdBlue,
  };
}

function augmentation(settings: AugmentationSettings): Attributes {
  return {
    rand_crop: settings.randomCrop,
    rand_mirror: settings.randomMirror,
    pad: settings.padSize,
    fill_value: settings.fillValue,
    random_resized_crop: settings.randomResizedCrop,
    max_random_scale: pythonFloat(settings.maxRandomScale),
    min_random_scale: pythonFloat(settings.minRandomScale),
    max_aspect_ratio: pythonFloat(settings.maxRandomAspectRatio),
    min_aspect_ratio:
      settings.minRandomAspectRatio === undefined
        ? 'None'
        : pythonFloat(settings.minRandomAspectRatio),
    max_random_area: pythonFloat(settings.maxRandomArea),
    min_random_area: pythonFloat(settings.minRandomArea),
    max_crop_size: settings.maxCropSize,
    min_crop_size: settings.minCropSize,
    brightness: pythonFloat(settings.brightness),
    contrast: pythonFloat(settings.contrast),
    saturation: pythonFloat(settings.saturation),
    pca_noise: pythonFloat(settings.pcaNoise),
    random_h: settings.maxRandomH,
    random_s: settings.maxRandomS,
    random_l: settings.maxRandomL,
    max_rotate_angle: settings.maxRandomRotateAngle,
    max_shear_ratio: pythonFloat(settings.maxRandomShearRatio),
  };
}

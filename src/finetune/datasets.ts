/** The data of a run, checked before the first batch. */

import { FineTuneError } from '../errors.js';
import { splitBatch } from '../module/slices.js';
import type { Logger } from '../runtime/logger.js';
import { type ClassNames, findClassNames } from './class-names.js';
import { type Dataset, inspectDataset } from './dataset.js';
import { parseImageShape } from './numbers.js';
import type { RunSettings } from './options.js';

/** Longer lists are cut in the log. */
const LONGEST_LIST = 100;

/** What a run trains and validates on. */
export interface Datasets {
  train: Dataset;
  validation: Dataset | undefined;
  classes: ClassNames;
  /** Images in an epoch, as the schedule counts them. */
  images: number;
  /** Rows in a batch. */
  batchSize: number;
}

/**
 * Goes over the record files and settles what depends on their number of images.
 *
 * @throws {@link FineTuneError} `ERR_DATA`
 */
export async function inspectDatasets(
  settings: RunSettings,
  logger: Logger,
  signal?: AbortSignal,
): Promise<Datasets> {
  if (settings.benchmark !== 0) return await synthetic(settings);
  const { dataTrain, dataTrainIdx, dataVal, dataValIdx, numClasses } = settings;
  const [, height, width] = parseImageShape('--image-shape', settings.imageShape);
  const inspect = (file: string, index: string) =>
    inspectDataset(file, { index, numClasses, height, width }, signal);
  const train = await inspect(dataTrain, dataTrainIdx);
  const validation = dataVal === undefined ? undefined : await inspect(dataVal, dataValIdx);
  report(train, settings, logger);
  if (validation !== undefined) report(validation, settings, logger);
  requireCrop(train, settings);
  const classes = await findClassNames(
    settings.classNames,
    settings.dataTrain,
    settings.numClasses,
  );
  logger.info(`Class names: ${shortened(classes.names)} (from ${classes.source})`);
  return {
    train,
    validation,
    classes,
    images: countedImages(train, settings, logger),
    batchSize: usableBatchSize(train, settings, logger),
  };
}

/** No file is read. */
async function synthetic(settings: RunSettings): Promise<Datasets> {
  const { numClasses, classNames, batchSize, numExamples = batchSize } = settings;
  const train = {
    file: 'random values',
    images: numExamples,
    classCounts: new Array<number>(numClasses).fill(0),
    shorterSide: null,
    small: 0,
    shortestSide: Number.POSITIVE_INFINITY,
  };
  const classes = await findClassNames(classNames, '', numClasses);
  return { train, validation: undefined, classes, images: numExamples, batchSize };
}

/** libmxnet cuts no piece out of a smaller image, unless it has changed its size before. */
function requireCrop({ file, shortestSide }: Dataset, { augmentation }: RunSettings): void {
  const { maxCropSize, padSize, minRandomScale, maxRandomScale } = augmentation;
  const isScaled = minRandomScale !== 1 || maxRandomScale !== 1;
  if (isScaled || shortestSide + 2 * padSize >= maxCropSize) return;
  throw new FineTuneError(
    'ERR_DATA',
    `--max-crop-size ${maxCropSize} is larger than the smallest image in ${file}, whose shorter side has ${shortestSide} pixels. ` +
      'Lower it, or pack larger images',
  );
}

function report(dataset: Dataset, settings: RunSettings, logger: Logger): void {
  const { file, images, classCounts, small } = dataset;
  logger.info(`${file}: ${images} images, by class ${shortened(classCounts)}`);
  if (small > 0) {
    logger.warning(
      `${small} of ${images} images in ${file} are smaller than the network's input (${settings.imageShape}) and will be enlarged`,
    );
  }
}

/** A list that a person can still read. */
function shortened(items: readonly (string | number)[]): string {
  if (items.length <= LONGEST_LIST) return items.join(', ');
  return `${items.slice(0, LONGEST_LIST).join(', ')}, … (${items.length} in all)`;
}

/** A wrong number would shift the schedule; upstream believes it. */
function countedImages(
  { file, images }: Dataset,
  { numExamples, compat }: RunSettings,
  logger: Logger,
): number {
  if (numExamples === undefined || numExamples === images) return images;
  if (compat) return numExamples;
  logger.warning(
    `--num-examples is ${numExamples}, but ${file} has ${images} images; the count is used`,
  );
  return images;
}

/**
 * libmxnet cannot go on filling batches up with images that they have already: sooner or later, often only in a later
 * pass, it refuses.
 */
function usableBatchSize(
  { file, images }: Dataset,
  { batchSize, devices }: RunSettings,
  logger: Logger,
): number {
  if (images >= batchSize) return batchSize;
  const count = images === 1 ? 'one image' : `${images} images`;
  try {
    splitBatch(
      images,
      devices.map(() => 1),
    );
  } catch (cause) {
    throw new FineTuneError(
      'ERR_DATA',
      `${file} has only ${count}, too few for ${devices.length} devices. Use fewer devices or more images`,
      { cause },
    );
  }
  logger.warning(
    `${file} has only ${count}: the batch size is reduced from ${batchSize} to ${images}`,
  );
  return images;
}

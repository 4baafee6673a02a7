/** The data of a run, checked before the first batch. */

import type { FolderLayout } from '../dataset/folder-layout.js';
import { FineTuneError } from '../errors.js';
import { splitBatch } from '../module/slices.js';
import type { Logger } from '../runtime/logger.js';
import { type ClassNames, findClassNames } from './class-names.js';
import type { DataFiles } from './data-files.js';
import { type Dataset, datasetOf } from './dataset.js';
import { examineRun } from './examine-run.js';
import { packedFolder } from './folder-data.js';
import type { RunSettings } from './options.js';
import { shortened } from './shortened.js';

/** What a run trains and validates on. */
export interface Datasets {
  train: Dataset;
  validation: Dataset | undefined;
  classes: ClassNames;
  /** Images in an epoch, as the schedule counts them. */
  images: number;
  /** Rows in a batch. */
  batchSize: number;
  /** What is read: copies of the given files where images are left out. */
  files: DataFiles;
}

/** What {@link inspectDatasets} has around it. */
export interface InspectionContext {
  logger: Logger;
  signal?: AbortSignal | undefined;
  /** The folder of images that the run was given. */
  layout?: FolderLayout | undefined;
  /** Names the cache. */
  environment?: NodeJS.ProcessEnv | undefined;
}

/**
 * Goes over the record files, tells everything that is wrong with them at once, and settles what depends on their number of
 * images.
 *
 * @throws {@link FineTuneError} `ERR_DATA`
 */
export async function inspectDatasets(
  settings: RunSettings,
  context: InspectionContext,
): Promise<Datasets> {
  if (settings.benchmark !== 0) return await synthetic(settings);
  const { logger, layout } = context;
  const { numClasses } = settings;
  const folder = layout && (await packedFolder(layout, settings, context));
  const classes =
    folder === undefined
      ? await findClassNames(settings.classNames, settings.dataTrain, numClasses)
      : { names: folder.classNames, source: `the folders of ${settings.data}` };
  const {
    train: trained,
    validation: measured,
    files,
  } = await examineRun(
    { ...settings, ...folder?.files },
    classes.names,
    folder?.findings ?? [],
    context,
  );
  const train = datasetOf(trained, numClasses);
  const validation = measured === undefined ? undefined : datasetOf(measured, numClasses);
  requireCrop(train, settings);
  tellOtherSizes(train, validation, settings, logger);
  logger.info(`Class names: ${shortened(classes.names)} (from ${classes.source})`);
  return {
    train,
    validation,
    classes,
    images: countedImages(train, settings, logger),
    batchSize: usableBatchSize(train, settings, logger),
    files,
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
  const { dataTrain, dataTrainIdx, dataVal, dataValIdx } = settings;
  const files = { dataTrain, dataTrainIdx, dataVal, dataValIdx };
  return { train, validation: undefined, classes, images: numExamples, batchSize, files };
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

/** Prediction brings images to the size of those that were trained on, this measurement does not. */
function tellOtherSizes(
  train: Dataset,
  validation: Dataset | undefined,
  { valResize }: RunSettings,
  logger: Logger,
): void {
  const { shorterSide } = train;
  if (validation === undefined || shorterSide === null || valResize !== undefined) return;
  if (validation.shorterSide === shorterSide) return;
  logger.warning(
    `${validation.file} has images with shorter sides other than the ${shorterSide} pixels of ${train.file}: ` +
      'here they are measured as they are, but eval and predict resize them first. Pack both with the same --resize',
  );
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

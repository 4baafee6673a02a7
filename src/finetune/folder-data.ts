/** Folders of images as the data of a run. */

import { reporting } from '../checkpoint/output-error.js';
import type { Finding } from '../dataset/finding.js';
import type { FolderLayout } from '../dataset/folder-layout.js';
import { FineTuneError } from '../errors.js';
import { indexFile } from '../recordio/record-file.js';
import { cacheFolder } from '../runtime/search.js';
import { checkNumber, type NumberRule, whole, wrong } from './check-numbers.js';
import type { DataFiles } from './data-files.js';
import type { InspectionContext } from './inspection-context.js';
import { parseImageShape } from './numbers.js';
import type { RunSettings } from './options.js';
import { reportFindings } from './report-findings.js';

/** Shorter side of the packed images, for a network whose input has {@link INPUT}: as MXNet's networks were trained. */
const SIDE = 256;
const INPUT = 224;

const DEFAULT_QUALITY = 95;

const SHARE: NumberRule = {
  isRight: (value) => value > 0 && value < 1,
  wanted: 'a number above 0 and below 1',
};

/** A run's settings, and its folder if it has one. */
export interface FolderRun {
  settings: RunSettings;
  layout: FolderLayout | undefined;
}

/**
 * Looks which classes the folder of a run has, and makes them the run's.
 *
 * @throws {@link FineTuneError} `ERR_OPTION` for options that do not go together; `ERR_DATA` for a folder that cannot be
 * understood
 */
export async function withFolder(settings: RunSettings): Promise<FolderRun> {
  const { data, numClasses, valSplit } = settings;
  checkFolderOptions(settings);
  if (data === undefined) return { settings, layout: undefined };
  const { readLayout } = await import('../dataset/folder-layout.js');
  const layout = await readLayout(data);
  const found = layout.train.classes.length;
  if (numClasses !== 0 && numClasses !== found) {
    const given = `--num-classes is ${numClasses}, but ${layout.train.root} has ${found} classes`;
    throw new FineTuneError('ERR_OPTION', `${given}. Leave it out with --data`);
  }
  if (layout.validation !== undefined && valSplit !== undefined) {
    const reason = `the images to measure with are in ${layout.validation.root}`;
    throw new FineTuneError('ERR_OPTION', `--val-split does not go with this --data: ${reason}`);
  }
  return { settings: { ...settings, numClasses: Math.max(1, found) }, layout };
}

/** Whether a run has images to measure with. */
export function measures({ settings: { dataVal, valSplit }, layout }: FolderRun): boolean {
  return dataVal !== undefined || valSplit !== undefined || layout?.validation !== undefined;
}

function checkFolderOptions(settings: RunSettings): void {
  const { data, dataTrain, dataTrainIdx, dataVal, dataValIdx, classNames } = settings;
  const { valSplit, resize, quality } = settings;
  const packing = { '--val-split': valSplit, '--resize': resize, '--quality': quality };
  const records = {
    ...{ '--data-train': dataTrain || undefined, '--data-train-idx': dataTrainIdx || undefined },
    ...{ '--data-val': dataVal, '--data-val-idx': dataValIdx || undefined },
    '--class-names': classNames,
  };
  const isFolder = data !== undefined;
  for (const [name, value] of Object.entries(isFolder ? records : packing)) {
    if (value === undefined) continue;
    const reason = isFolder ? 'does not go with --data' : 'goes with --data only';
    throw new FineTuneError('ERR_OPTION', `${name} ${reason}`);
  }
  if (data === '') throw wrong('--data', 'name a folder', data);
  if (valSplit !== undefined) checkNumber('--val-split', valSplit, SHARE);
  if (resize !== undefined) checkNumber('--resize', resize, whole(0));
  if (quality !== undefined) checkNumber('--quality', quality, whole(1, 100));
}

/** What a run reads of its folder. */
export interface FolderFiles {
  files: DataFiles;
  classNames: string[];
  findings: Finding[];
}

/**
 * Packs the folder of a run, once.
 *
 * @throws {@link FineTuneError} `ERR_DATA`
 */
export async function packedFolder(
  layout: FolderLayout,
  settings: RunSettings,
  { logger, signal, onPack, environment }: InspectionContext,
): Promise<FolderFiles> {
  const { layoutFindings } = await import('../dataset/layout-findings.js');
  const { packFolder } = await import('../dataset/pack-folder.js');
  reportFindings(layoutFindings(layout), logger);
  const { root, test } = layout;
  if (test !== undefined) logger.info(`${test.root} is not used: nothing is chosen by it`);
  const { valSplit, seed, quality = DEFAULT_QUALITY } = settings;
  const resize = settings.resize ?? usualSide(settings.imageShape);
  const size = resize === 0 ? 'as they are' : `with shorter sides of ${resize} pixels`;
  const cache = cacheFolder(environment);
  const packing = { resize, quality, valSplit, seed };
  const onStart = (images: number) =>
    logger.info(`Packing ${images} images of ${root}, ${size}, into ${cache}, once`);
  const packed = await reporting(
    cache,
    () => packFolder(layout, packing, { cache, signal, onStart, onProgress: onPack }),
    'choose another cache folder with MXNET_FINETUNE_CACHE',
  );
  const { train, validation, findings } = packed;
  logger.info(
    `${root} is packed in ${train}${validation === undefined ? '' : ` and ${validation}`}`,
  );
  if (validation === undefined) {
    logger.info('Nothing is measured: there is no folder val, and no --val-split');
  }
  return {
    files: {
      ...{ dataTrain: train, dataTrainIdx: indexFile(train) },
      ...{ dataVal: validation, dataValIdx: '' },
    },
    classNames: layout.train.classes.map(({ name }) => name),
    findings,
  };
}

function usualSide(imageShape: string): number {
  const [, height, width] = parseImageShape('--image-shape', imageShape);
  return Math.round((Math.min(height, width) * SIDE) / INPUT);
}

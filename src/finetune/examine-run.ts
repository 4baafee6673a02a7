/** Looks at the record files of a run. */

import { classCounts, examinePair, type RecordPair } from '../dataset/examine-pair.js';
import type { Finding } from '../dataset/finding.js';
import { FormatSupport } from '../dataset/format-support.js';
import type { RecordReport } from '../dataset/record-report.js';
import { FineTuneError } from '../errors.js';
import type { Logger } from '../runtime/logger.js';
import { cacheFolder } from '../runtime/search.js';
import { type DataFiles, trainSet, validationSet } from './data-files.js';
import type { InspectionContext } from './inspection-context.js';
import { parseImageShape } from './numbers.js';
import type { RunSettings } from './options.js';
import { reportFindings } from './report-findings.js';
import { shortened } from './shortened.js';

/** Record files that can be trained and measured with. */
export interface ExaminedRun {
  train: RecordReport;
  validation: RecordReport | undefined;
  /** What is read. */
  files: DataFiles;
}

/**
 * Looks at the record files and tells what was found. With `onBadImage: 'skip'` every image is decoded, and those that cannot
 * be are left out.
 *
 * @param earlier - what is known already
 * @throws {@link FineTuneError} `ERR_DATA` telling everything that is wrong
 */
export async function examineRun(
  settings: RunSettings,
  classNames: readonly string[],
  earlier: readonly Finding[],
  { logger, signal, environment }: InspectionContext,
): Promise<ExaminedRun> {
  const { numClasses, imageShape, onBadImage, data } = settings;
  const given = { train: trainSet(settings), validation: validationSet(settings), classNames };
  // Only those who ask for it need what decodes and copies.
  const skip = onBadImage === 'skip' ? await import('../dataset/leave-out.js') : undefined;
  const cache = cacheFolder(environment);
  // What was packed from a folder was decoded then.
  const decode = data === undefined ? skip?.withFaults : undefined;
  const pair = (await decode?.(given, cache, logger, signal)) ?? given;
  const needs = { numClasses, imageShape: parseImageShape('--image-shape', imageShape) };
  const examined = await examinePair(pair, { needs, formats: new FormatSupport(), signal });
  const { train, validation } = examined;
  const reports = [train, validation].filter((report) => report !== undefined);
  for (const report of reports) logCounts(report, numClasses, logger);
  const findings = [...earlier, ...examined.findings];
  reportFindings(skip?.leftOut(findings, reports) ?? findings, logger);
  if (train === undefined) throw new Error('a record file that cannot be read was not told');
  for (const report of reports) requireImages(report);
  const usable = (await skip?.usablePair(pair, reports, cache, signal)) ?? pair;
  return { train, validation, files: filesOf(usable) };
}

function logCounts(report: RecordReport, numClasses: number, logger: Logger): void {
  const counts = shortened(classCounts(report, numClasses));
  logger.info(`${report.file}: ${report.images} images, by class ${counts}`);
}

function requireImages({ file, images }: RecordReport): void {
  if (images > 0) return;
  throw new FineTuneError('ERR_DATA', `${file} has no image that can be used. Pack it again`);
}

function filesOf({ train, validation }: RecordPair): DataFiles {
  return {
    dataTrain: train.file,
    dataTrainIdx: train.index ?? '',
    dataVal: validation?.file,
    dataValIdx: validation?.index ?? '',
  };
}

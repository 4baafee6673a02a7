/** Everything that is wrong with data, before anybody trains on them. */

import type { FolderReport } from '../dataset/examine-folder.js';
import { classCounts, examinePair } from '../dataset/examine-pair.js';
import type { Finding } from '../dataset/finding.js';
import { FormatSupport } from '../dataset/format-support.js';
import type { ImageNeeds } from '../dataset/image-traits.js';
import type { RecordReport } from '../dataset/record-report.js';
import type { RecordSet } from '../dataset/record-set.js';
import { FineTuneError } from '../errors.js';
import { checkNumber, whole } from './check-numbers.js';
import { listedNames, readClassNames, requireNameCount } from './class-names.js';
import { trainSet, validationSet } from './data-files.js';
import { DEFAULTS } from './defaults.js';
import { parseImageShape } from './numbers.js';

/** What is looked at; with the names of the options of a run. */
export interface ValidateOptions {
  /** A folder of images: then no record files. */
  data?: string | undefined;
  dataTrain?: string | undefined;
  dataTrainIdx?: string | undefined;
  dataVal?: string | undefined;
  dataValIdx?: string | undefined;
  /** How many classes there should be. @defaultValue as many as there are */
  numClasses?: number | undefined;
  /** A file with one class name per line. @defaultValue the folders in the list beside the record file */
  classNames?: string | undefined;
  /** Channels, height, width of the network's input. @defaultValue `3,224,224` */
  imageShape?: string | undefined;
  /** Decode every image. @defaultValue false: beginnings and ends are looked at */
  deep?: boolean | undefined;
}

/** How {@link validateData} talks to its surroundings. */
export interface ValidateContext {
  signal?: AbortSignal | undefined;
  /** Told after each image that was decoded. */
  onImage?: (() => void) | undefined;
}

/** Images that can be used, as far as they were looked at. */
export interface ValidatedSet {
  /** The record file or folder. */
  file: string;
  images: number;
  classes: { name: string; images: number }[];
}

/** What {@link validateData} has found. */
export interface DataReport {
  /** Whether there is no error. */
  ok: boolean;
  sets: ValidatedSet[];
  findings: Finding[];
}

/**
 * Looks at record files, or at a folder of images, and tells everything that is wrong with them in one pass, as the command
 * `validate` does. What is wrong with the data is no exception but a finding.
 *
 * @throws {@link FineTuneError} `ERR_OPTION`; `ERR_DATA` for a folder or a file of class names that cannot be read
 *
 * @example
 * ```ts
 * const { ok, findings } = await validateData({ dataTrain: 'train.rec', dataVal: 'val.rec' });
 * for (const { severity, message } of findings) console.log(severity, message);
 * ```
 */
export async function validateData(
  options: ValidateOptions,
  context: ValidateContext = {},
): Promise<DataReport> {
  const { data, dataTrain, numClasses } = options;
  if ((data === undefined) === (dataTrain === undefined)) {
    throw new FineTuneError('ERR_OPTION', 'either --data or --data-train is needed');
  }
  if (numClasses !== undefined) checkNumber('--num-classes', numClasses, whole(1));
  const imageShape = parseImageShape('--image-shape', options.imageShape ?? DEFAULTS.imageShape);
  const { sets, findings } =
    data === undefined
      ? await validateRecords(options, imageShape, context)
      : await validateFolder(data, options, imageShape, context);
  return { ok: findings.every(({ severity }) => severity !== 'error'), sets, findings };
}

async function validateRecords(
  options: ValidateOptions,
  imageShape: ImageNeeds['imageShape'],
  context: ValidateContext,
): Promise<Omit<DataReport, 'ok'>> {
  const { dataTrain = '', dataTrainIdx = '', dataVal, dataValIdx = '', deep = false } = options;
  const files = { dataTrain, dataTrainIdx, dataVal, dataValIdx };
  const given = trainSet(files);
  const classNames = await namesOf(options, given);
  const decoded = async (set: RecordSet): Promise<RecordSet> => {
    if (!deep) return set;
    const { findFaults } = await import('../dataset/decode-records.js');
    return { ...set, faults: await findFaults(set.file, context) };
  };
  const train = await decoded(given);
  const measured = validationSet(files);
  const validation = measured === undefined ? undefined : await decoded(measured);
  const needs = { numClasses: options.numClasses, imageShape };
  const examined = await examinePair(
    { train, validation, classNames },
    { needs, formats: new FormatSupport(), signal: context.signal },
  );
  const reports = [examined.train, examined.validation].filter((report) => report !== undefined);
  const sets = reports.map((report) => recordSet(report, examined.numClasses, classNames));
  return { sets, findings: examined.findings };
}

async function namesOf(
  { classNames, numClasses }: ValidateOptions,
  { list }: RecordSet,
): Promise<string[]> {
  if (classNames === undefined) return (list && (await listedNames(list))) || [];
  const names = await readClassNames(classNames);
  if (numClasses !== undefined) requireNameCount(classNames, names, numClasses);
  return names;
}

function recordSet(
  report: RecordReport,
  numClasses: number,
  names: readonly string[],
): ValidatedSet {
  const classes = classCounts(report, numClasses).map((images, label) => {
    return { name: names[label] ?? String(label), images };
  });
  return { file: report.file, images: report.images, classes };
}

async function validateFolder(
  data: string,
  { dataVal, dataTrainIdx, dataValIdx, classNames, numClasses, deep = false }: ValidateOptions,
  imageShape: ImageNeeds['imageShape'],
  context: ValidateContext,
): Promise<Omit<DataReport, 'ok'>> {
  if ([dataVal, dataTrainIdx, dataValIdx, classNames].some((value) => value !== undefined)) {
    const names = '--data-val, --data-train-idx, --data-val-idx and --class-names';
    throw new FineTuneError('ERR_OPTION', `${names} do not go with --data`);
  }
  const { readLayout } = await import('../dataset/folder-layout.js');
  const { examineLayout } = await import('../dataset/examine-layout.js');
  const layout = await readLayout(data);
  const { reports, findings } = await examineLayout(layout, { imageShape, deep, ...context });
  const { length } = layout.train.classes;
  if (numClasses !== undefined && numClasses !== length) {
    const message = `--num-classes is ${numClasses}, but ${layout.train.root} has ${length} classes`;
    findings.push({
      ...{ kind: 'class-count', severity: 'error', file: layout.train.root, message },
      ...{ count: 1, places: [] },
    });
  }
  return { sets: reports.map(folderSet), findings };
}

function folderSet({ root, counts }: FolderReport): ValidatedSet {
  const classes = [...counts].map(([name, images]) => ({ name, images }));
  return { file: root, images: classes.reduce((sum, { images }) => sum + images, 0), classes };
}

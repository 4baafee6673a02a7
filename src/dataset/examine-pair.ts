/** A set to train with and one to measure with, looked at together. */

import { together } from '../runtime/together.js';
import { trainingClassFindings, validationClassFindings } from './class-findings.js';
import { duplicateFindings, leakFindings } from './equal-images.js';
import type { ExamineOptions } from './examine-options.js';
import { type Finding, placesFinding, singleFinding } from './finding.js';
import { mappingFindings } from './list-folders.js';
import { orderFindings } from './order-finding.js';
import type { RecordReport } from './record-report.js';
import { type ExaminedSet, examineRecordSet, RecordImages, type RecordSet } from './record-set.js';

/** What is looked at. */
export interface RecordPair {
  train: RecordSet;
  validation?: RecordSet | undefined;
  /** Names of the classes, if there are any. */
  classNames: readonly string[];
}

/** What {@link examinePair} has found. */
export interface ExaminedPair {
  /** `undefined` when the file cannot be read at all. */
  train: RecordReport | undefined;
  /** `undefined` when there is none, or it cannot be read at all. */
  validation: RecordReport | undefined;
  /** How many classes there are: as needed, else as found. */
  numClasses: number;
  findings: Finding[];
}

/** More classes than this are none, but labels of another kind. */
const MOST_CLASSES = 100_000;

/** What is found in no set at all. */
const NOTHING: ExaminedSet = { report: undefined, findings: [] };

/** Looks at both record files, and for what is in both. */
export async function examinePair(
  { train, validation, classNames }: RecordPair,
  options: Omit<ExamineOptions, 'checks' | 'faults'>,
): Promise<ExaminedPair> {
  // While one waits for its file the others go on.
  const [trained, measured, listed] = await together([
    examineRecordSet(train, options),
    validation === undefined ? NOTHING : examineRecordSet(validation, options),
    listFindings(train, validation),
  ]);
  const reports = [trained.report, measured.report].filter((report) => report !== undefined);
  const numClasses = options.needs.numClasses ?? countClasses(reports);
  const findings = [
    ...trained.findings,
    ...measured.findings,
    ...classFindings(trained.report, measured.report, { classNames, numClasses }),
    ...(trained.report === undefined
      ? []
      : orderFindings(trained.report, train.index !== undefined)),
    ...listed,
    ...(await equalFindings(trained.report, measured.report)),
  ];
  return { train: trained.report, validation: measured.report, numClasses, findings };
}

/** How many images each class has. */
export function classCounts({ labels }: RecordReport, numClasses: number): number[] {
  return Array.from({ length: numClasses }, (_, label) => labels.get(label) ?? 0);
}

function countClasses(reports: readonly RecordReport[]): number {
  const labels = reports.flatMap((report) => [...report.labels.keys()]);
  return labels.reduce((most, label) => Math.max(most, label + 1), 0);
}

function classFindings(
  train: RecordReport | undefined,
  validation: RecordReport | undefined,
  { classNames, numClasses }: { classNames: readonly string[]; numClasses: number },
): Finding[] {
  if (numClasses > MOST_CLASSES) return [];
  const of = (report: RecordReport) => ({
    file: report.file,
    counts: classCounts(report, numClasses),
    names: classNames,
  });
  return [
    ...(train === undefined ? [] : trainingClassFindings(of(train))),
    ...(validation === undefined ? [] : validationClassFindings(of(validation))),
    ...(train === undefined || validation === undefined
      ? []
      : unlearned(train, validation, classNames)),
  ];
}

function unlearned(
  train: RecordReport,
  validation: RecordReport,
  names: readonly string[],
): Finding[] {
  const labels = [...validation.labels.keys()].filter((label) => !train.labels.has(label));
  const places = labels
    .sort((a, b) => a - b)
    .map((label) => ({ reason: names[label] ?? String(label) }));
  return placesFinding('unlearned-class', 'warning', validation.file, places, (count, list) =>
    count === 1
      ? `1 class of ${validation.file} has no image in ${train.file}: ${list}`
      : `${count} classes of ${validation.file} have no image in ${train.file}: ${list}`,
  );
}

async function listFindings(
  { list: trainList }: RecordSet,
  { list: validationList }: Partial<RecordSet> = {},
): Promise<Finding[]> {
  if (trainList === undefined || validationList === undefined) return [];
  return await mappingFindings(trainList, validationList);
}

async function equalFindings(
  train: RecordReport | undefined,
  validation: RecordReport | undefined,
): Promise<Finding[]> {
  if (train === undefined) return [];
  await using trained = await RecordImages.open(train);
  const duplicates = await duplicateFindings(trained);
  if (validation === undefined) return duplicates;
  if (validation.file === train.file) {
    const message = `${validation.file} is trained and measured with, so what is measured will look too good`;
    return [...duplicates, singleFinding('leak', 'warning', validation.file, message)];
  }
  await using measured = await RecordImages.open(validation);
  return [...duplicates, ...(await leakFindings(trained, measured))];
}

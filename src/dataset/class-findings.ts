/** What is wrong with the classes of a set. */

import { type Finding, type Place, placesFinding } from './finding.js';

/** A set, class by class. */
export interface ClassCounts {
  /** The record file or folder. */
  file: string;
  /** Images by class. */
  counts: readonly number[];
  /** Names of the classes, if there are any. */
  names: readonly string[];
}

/** From here on classes are so unequal that the small ones are hardly learned. */
const IMBALANCE = 20;

/** What matters for training with a set. */
export function trainingClassFindings(set: ClassCounts): Finding[] {
  const { counts, file } = set;
  const of = (wanted: number) => placesOf(set, (count) => count === wanted);
  return [
    ...placesFinding(
      'empty-class',
      'warning',
      file,
      of(0),
      (count, list) => `${count} of ${counts.length} classes have no image in ${file}: ${list}`,
    ),
    ...placesFinding(
      'one-image-class',
      'warning',
      file,
      of(1),
      (count, list) =>
        `${count} of ${counts.length} classes have only one image in ${file}: ${list}`,
    ),
    ...imbalance(set),
  ];
}

/** What matters for measuring with a set. */
export function validationClassFindings(set: ClassCounts): Finding[] {
  const { counts, file } = set;
  const missing = placesOf(set, (count) => count === 0);
  return placesFinding(
    'unmeasured-class',
    'note',
    file,
    missing,
    (count, list) =>
      `${count} of ${counts.length} classes have no image in ${file} and are not measured: ${list}`,
  );
}

function imbalance({ file, counts, names }: ClassCounts): Finding[] {
  const filled = counts
    .map((count, label) => ({ count, label }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => a.count - b.count);
  const [smallest, largest] = [filled[0], filled.at(-1)];
  if (smallest === undefined || largest === undefined) return [];
  if (largest.count <= IMBALANCE * smallest.count) return [];
  const places = [largest, smallest].map(({ count, label }) => ({
    reason: `${nameOf(names, label)} ${count}`,
  }));
  return placesFinding(
    'imbalance',
    'warning',
    file,
    places,
    (_count, list) =>
      `the classes of ${file} are very unequal: the largest and the smallest are ${list}`,
  );
}

function placesOf({ counts, names }: ClassCounts, applies: (count: number) => boolean): Place[] {
  return counts.flatMap((count, label) =>
    applies(count) ? [{ reason: nameOf(names, label) }] : [],
  );
}

function nameOf(names: readonly string[], label: number): string {
  return names[label] ?? String(label);
}

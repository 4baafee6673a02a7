/** Whether records come class by class. */

import { type Finding, singleFinding } from './finding.js';
import type { RecordReport } from './record-report.js';

/** What libmxnet shuffles at once when it has no index. */
const CHUNK_BYTES = 64 * 2 ** 20;

/** A few records out of place do not mix the classes. */
const CHANGES_PER_CLASS = 2;

/** Fewer images than this per class tell nothing about their order. */
const IMAGES_PER_CLASS = 4;

/** @param indexed - whether the run reads the file by an index, and so shuffles all of it */
export function orderFindings(report: RecordReport, indexed: boolean): Finding[] {
  const { file, labels, images, changes, bytes } = report;
  const isSorted =
    labels.size > 1 &&
    images >= IMAGES_PER_CLASS * labels.size &&
    changes < CHANGES_PER_CLASS * labels.size;
  if (!isSorted) return [];
  const message = `${file} has its images class by class`;
  if (indexed) {
    return [singleFinding('sorted', 'note', file, `${message}; by its index they are shuffled`)];
  }
  if (bytes <= CHUNK_BYTES) {
    const why = 'it is small enough for libmxnet to shuffle all of it';
    return [singleFinding('sorted', 'note', file, `${message}; ${why}`)];
  }
  const effect = 'libmxnet shuffles 64 MB at a time only: batches will be of one class';
  const remedy = 'Pack the file shuffled, or give its index with --data-train-idx';
  return [singleFinding('sorted', 'warning', file, `${message}, and ${effect}`, remedy)];
}

/** Bad images are left out of everything. */

import { reporting } from '../checkpoint/output-error.js';
import { requireFile } from '../files/readable.js';
import { indexFile } from '../recordio/record-file.js';
import type { Logger } from '../runtime/logger.js';
import type { RecordPair } from './examine-pair.js';
import type { Finding } from './finding.js';
import { RecordCache } from './record-cache.js';
import type { RecordReport } from './record-report.js';
import type { RecordSet } from './record-set.js';

/** Findings that are no obstacle without the images. */
const REMOVED: ReadonlySet<string> = new Set(['damaged', 'damaged-file', 'no-image-record']);

/** Decodes all images, once for equal files. */
export async function withFaults(
  pair: RecordPair,
  cache: string,
  logger: Logger,
  signal?: AbortSignal,
): Promise<RecordPair> {
  const decoded = async (set: RecordSet): Promise<RecordSet> => {
    // What cannot be read will be told when it is looked at.
    if ((await requireFile(set.file).catch((error) => error)) !== undefined) return set;
    const record = await RecordCache.of(set.file, cache, signal);
    if (!record.isDecoded()) logger.info(`Decoding all images of ${set.file}, once`);
    return { ...set, faults: await record.faults(set.file, signal) };
  };
  const { train, validation } = pair;
  return {
    ...pair,
    train: await caching(cache, () => decoded(train)),
    validation:
      validation === undefined ? undefined : await caching(cache, () => decoded(validation)),
  };
}

/** Findings as they are when bad images are left out. */
export function leftOut(findings: readonly Finding[], reports: readonly RecordReport[]): Finding[] {
  const isCopied = reports.some(({ bad }) => bad.length > 0);
  return findings.map((finding) => {
    const { kind, count } = finding;
    if (REMOVED.has(kind)) {
      const remedy = count === 1 ? 'It is left out' : 'They are left out';
      return { ...finding, severity: 'warning', remedy };
    }
    // The copy without them gets an index of its own.
    return kind === 'index' && isCopied ? { ...finding, severity: 'warning' } : finding;
  });
}

/** The record files without what is bad in them. */
export async function usablePair(
  pair: RecordPair,
  reports: readonly RecordReport[],
  cache: string,
  signal?: AbortSignal,
): Promise<RecordPair> {
  const usable = async (set: RecordSet): Promise<RecordSet> => {
    const report = reports.find(({ file }) => file === set.file);
    if (report === undefined || report.bad.length === 0) return set;
    const record = await RecordCache.of(set.file, cache, signal);
    const file = await record.usable(report, signal);
    return { ...set, file, index: set.index === undefined ? undefined : indexFile(file) };
  };
  const { train, validation } = pair;
  return {
    ...pair,
    train: await caching(cache, () => usable(train)),
    validation:
      validation === undefined ? undefined : await caching(cache, () => usable(validation)),
  };
}

async function caching<Result>(cache: string, work: () => Promise<Result>): Promise<Result> {
  return await reporting(cache, work, 'choose another cache folder with MXNET_FINETUNE_CACHE');
}

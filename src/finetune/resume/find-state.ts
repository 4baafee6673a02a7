/** The state that a run goes on with. */

import { basename } from 'node:path';
import { epochText, symbolFile } from '../../checkpoint/names.js';
import { FineTuneError } from '../../errors.js';
import { checksumOf } from '../../files/checksum.js';
import { whyUnreadable } from '../../files/readable.js';
import type { Logger } from '../../runtime/logger.js';
import type { RunSettings } from '../options.js';
import { isSamePrefix } from '../output.js';
import { readRecord } from './record.js';
import type { RunRecord } from './run-record.js';
import {
  listStates,
  prefixOf,
  type StateFiles,
  stateFiles,
  stateFilesAt,
  stateFilesOf,
} from './state-files.js';

/** A saved state whose files are whole. */
export interface SavedState {
  record: RunRecord;
  files: StateFiles;
  /** `PREFIX-symbol.json` */
  symbol: string;
}

/** What there is under a prefix. */
export interface FoundState {
  /** What to go on with; none begins a run. */
  state: SavedState | undefined;
  /** The largest number of a record. */
  sequence: number;
}

/**
 * Finds the state that `--resume` names, or that of the checkpoint that a run loads from its own prefix.
 *
 * @throws {@link FineTuneError} `ERR_OPTION`, or `ERR_CHECKPOINT_…` when what was named cannot be gone on with
 */
export async function findState(settings: RunSettings, logger: Logger): Promise<FoundState> {
  const { resume, modelPrefix } = settings;
  const own = modelPrefix === undefined ? [] : await readRecords(modelPrefix);
  const sequence = Math.max(0, ...own.map(({ record }) => record?.sequence ?? 0));
  if (resume === undefined) {
    return { state: await loadedState(settings), sequence };
  }
  if (resume === 'auto') return { state: await newestOwn(modelPrefix, own, logger), sequence };
  return { state: await namedState(resume, modelPrefix, logger), sequence };
}

/** Whether a run loads a checkpoint of its own prefix, to go on with it: the way in which MXNet's users resume. */
export async function loadsOwnCheckpoint(settings: RunSettings): Promise<boolean> {
  const { modelPrefix, pretrainedModel, loadEpoch, beginEpoch, compat } = settings;
  if (compat || modelPrefix === undefined || loadEpoch === undefined) return false;
  if (beginEpoch !== undefined && beginEpoch !== loadEpoch) return false;
  return await isSamePrefix(modelPrefix, pretrainedModel);
}

async function loadedState(settings: RunSettings): Promise<SavedState | undefined> {
  if (!(await loadsOwnCheckpoint(settings))) return undefined;
  const files = stateFiles(`${settings.modelPrefix}-${epochText(settings.loadEpoch ?? 0)}`);
  const { record, error } = await tryRecord(files);
  if (record !== undefined) return await requireWhole(files, record);
  if (error.code === 'ERR_CHECKPOINT_NOT_FOUND') return undefined;
  throw error;
}

async function newestOwn(
  prefix: string | undefined,
  records: readonly TriedRecord[],
  logger: Logger,
): Promise<SavedState | undefined> {
  if (!prefix) {
    throw new FineTuneError('ERR_OPTION', '--resume auto needs the --model-prefix of the run');
  }
  const state = await newestWhole(records, logger);
  if (state === undefined) {
    logger.info(`--resume auto: there is no run under ${prefix} to go on with; one is begun`);
  }
  return state;
}

/** A path of a file, a prefix, or the number of an epoch. */
async function namedState(
  named: string,
  modelPrefix: string | undefined,
  logger: Logger,
): Promise<SavedState> {
  const isNumber = /^\d+$/.test(named) && modelPrefix !== undefined;
  const stem = isNumber ? `${modelPrefix}-${epochText(Number(named))}` : named;
  const files = stateFilesOf(stem);
  const { record, error } = await tryRecord(files);
  if (record !== undefined) return await requireWhole(files, record);
  if (isNumber || error.code !== 'ERR_CHECKPOINT_NOT_FOUND') throw error;
  const newest = await newestWhole(await readRecords(named), logger);
  if (newest !== undefined) return newest;
  throw new FineTuneError(
    'ERR_CHECKPOINT_NOT_FOUND',
    `there is nothing to go on with at --resume ${named}: neither a record ${files.record} nor one of a prefix ${named}`,
  );
}

type TriedRecord = { files: StateFiles } & (
  | { record: RunRecord; error?: undefined }
  | { record?: undefined; error: FineTuneError }
);

async function readRecords(prefix: string): Promise<TriedRecord[]> {
  const states = await listStates(prefix);
  return await Promise.all(states.map(tryRecord));
}

async function tryRecord(files: StateFiles): Promise<TriedRecord> {
  try {
    return { files, record: await readRecord(files.record) };
  } catch (error) {
    if (error instanceof FineTuneError) return { files, error };
    throw error;
  }
}

/** The newest state that is whole; damaged ones are told. */
async function newestWhole(
  tried: readonly TriedRecord[],
  logger: Logger,
): Promise<SavedState | undefined> {
  const readable = tried.filter((item) => item.record !== undefined);
  for (const { error } of tried) if (error !== undefined) logger.warning(error.message);
  const newestFirst = readable.toSorted((a, b) => b.record.sequence - a.record.sequence);
  for (const { files, record } of newestFirst) {
    try {
      return await requireWhole(files, record);
    } catch (error) {
      if (!(error instanceof FineTuneError)) throw error;
      logger.warning(`${error.message}; an older state is looked for`);
    }
  }
  return undefined;
}

/** Makes sure that the files are those that the record was written for. */
async function requireWhole(files: StateFiles, record: RunRecord): Promise<SavedState> {
  const prefix = prefixOf(files);
  const expected = basename(stateFilesAt('', record.position).stem);
  if (prefix === undefined || !basename(files.stem).endsWith(expected)) {
    throw new FineTuneError(
      'ERR_CHECKPOINT_FORMAT',
      `${files.record} is the record of another moment: it belongs to a name that ends with ${expected}`,
    );
  }
  const symbol = symbolFile(prefix);
  const { params, states, sums } = record.files;
  await requireChecksum(files.record, symbol, record.files.symbol);
  await requireChecksum(files.record, files.params, params);
  await requireChecksum(files.record, files.states, states);
  if (sums !== null) await requireChecksum(files.record, files.sums, sums);
  return { record, files, symbol };
}

async function requireChecksum(record: string, file: string, expected: string): Promise<void> {
  let found: string;
  try {
    found = await checksumOf(file);
  } catch (cause) {
    throw new FineTuneError(
      'ERR_CHECKPOINT_NOT_FOUND',
      `${record} cannot be gone on with: ${file} ${whyUnreadable(cause)}`,
      { cause },
    );
  }
  if (found === expected) return;
  throw new FineTuneError(
    'ERR_CHECKPOINT_FORMAT',
    `${record} cannot be gone on with: ${file} is not the file that it was written for`,
  );
}

/** How the files of a saved state are called, and which there are. */

import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { epochText } from '../../checkpoint/names.js';
import type { FitPosition } from '../../module/safe-point.js';

/** At the end of an epoch, `PREFIX-0007`; inside of one, how many batches more: `PREFIX-0007+000120`. */
const STEM = /^(.*)-(\d{4,})(?:\+(\d{6,}))?$/s;

const RECORD = '.run.json';
const ENDINGS = ['.params', '.states', '.sums', RECORD];

/** The files of one saved state. */
export interface StateFiles {
  /** What their names begin with. */
  stem: string;
  params: string;
  /** Of the optimizer. */
  states: string;
  /** Arrays of the optimizer that are no states; few have any. */
  sums: string;
  record: string;
}

/** The files with a common beginning of their names. */
export function stateFiles(stem: string): StateFiles {
  return {
    stem,
    params: `${stem}.params`,
    states: `${stem}.states`,
    sums: `${stem}.sums`,
    record: stem + RECORD,
  };
}

/** The files of a state that is saved at a position of the training. */
export function stateFilesAt(prefix: string, { epoch, batch, phase }: FitPosition): StateFiles {
  if (phase !== 'training') return stateFiles(`${prefix}-${epochText(epoch + 1)}`);
  return stateFiles(`${prefix}-${epochText(epoch)}+${String(batch).padStart(6, '0')}`);
}

/** The files of a state by the name of one of them, or by what their names begin with. */
export function stateFilesOf(path: string): StateFiles {
  return stateFiles(path.replace(/\.(run\.json|params|states|sums)$/, ''));
}

/** The prefix of a state's files; `undefined` for names that none have. */
export function prefixOf({ stem }: StateFiles): string | undefined {
  const [, prefix] = STEM.exec(basename(stem)) ?? [];
  return prefix === undefined ? undefined : join(dirname(stem), prefix);
}

/** Whether a state's files are those of a moment inside an epoch: no checkpoint, only something to go on from. */
export function isInsideEpoch({ stem }: StateFiles): boolean {
  return STEM.exec(basename(stem))?.[3] !== undefined;
}

/** The states of a prefix that have a record, in the order of their names; none when the folder does not exist. */
export async function listStates(prefix: string): Promise<StateFiles[]> {
  return (await listStems(prefix, RECORD)).map(stateFiles);
}

/** What the names of a prefix's states begin with, of those that have a file with one of some endings. */
export async function listStems(prefix: string, ...endings: readonly string[]): Promise<string[]> {
  // A prefix that ends with a slash names no file, only a folder.
  const start = `${prefix}-`;
  const own = basename(start).slice(0, -1);
  let names: string[];
  try {
    names = await readdir(dirname(start));
  } catch {
    return [];
  }
  const wanted = endings.length === 0 ? ENDINGS : endings;
  const stems = names.flatMap((name) => {
    const ending = wanted.find((item) => name.endsWith(item));
    return ending === undefined ? [] : [name.slice(0, -ending.length)];
  });
  return [...new Set(stems)]
    .filter((stem) => STEM.exec(stem)?.[1] === own)
    .sort()
    .map((stem) => prefix + stem.slice(own.length));
}

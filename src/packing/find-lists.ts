/** Which lists belong to a prefix. */

import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { FineTuneError } from '../errors.js';
import { whyUnreadable } from '../files/readable.js';
import { byCodePoints } from '../text/code-points.js';

/** What `--list` adds to a prefix. */
const ADDED = /^(_\d+)?(_(train|val|test))?\.lst$/;

/** Lists by their files. */
export interface PrefixLists {
  lists: string[];
  /** Lists whose names only begin with the prefix; im2rec.py would pack them too. */
  others: string[];
}

/**
 * Finds the lists that `--list` has made for a prefix, all lists of a folder, or the one that is named.
 *
 * @throws {@link FineTuneError} `ERR_DATA` when there are none
 */
export async function findLists(prefix: string): Promise<PrefixLists> {
  const stats = await stat(prefix).catch(() => undefined);
  if (stats?.isFile() && prefix.endsWith('.lst')) return { lists: [prefix], others: [] };
  const isFolder = stats?.isDirectory() === true;
  const folder = isFolder ? prefix : dirname(resolve(prefix));
  const beginning = isFolder ? '' : basename(prefix);
  const names = (await namesIn(folder)).filter(
    (name) => name.startsWith(beginning) && name.endsWith('.lst'),
  );
  const belongs = (name: string) => isFolder || ADDED.test(name.slice(beginning.length));
  const files = (kept: string[]) =>
    kept.map((name) => join(isFolder ? prefix : dirname(prefix), name));
  const lists = files(names.filter(belongs));
  if (lists.length === 0) {
    throw new FineTuneError(
      'ERR_DATA',
      `there is no list ${prefix}.lst, nor one that --list makes of this prefix. Make it with: mxnet-finetune pack --list`,
    );
  }
  return { lists, others: files(names.filter((name) => !belongs(name))) };
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort(byCodePoints);
  } catch (cause) {
    throw new FineTuneError('ERR_DATA', `the folder ${folder} ${whyUnreadable(cause)}`, { cause });
  }
}

/** What people see of a folder. */

import { type Dirent, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { FineTuneError } from '../errors.js';
import { whyUnreadable } from '../files/readable.js';
import { byCodePoints } from '../text/code-points.js';

/** What systems and programs leave in folders. */
const LITTER: ReadonlySet<string> = new Set(['__MACOSX', '@eaDir', 'Thumbs.db', 'desktop.ini']);

/** One thing in a folder. */
export interface Entry {
  name: string;
  /** `link` is one that leads nowhere. */
  kind: 'folder' | 'file' | 'link' | 'other';
  /** Whether it is not meant for people. */
  hidden: boolean;
}

/**
 * What lies in a folder, sorted; links are followed.
 *
 * @throws {@link FineTuneError} `ERR_DATA` when it cannot be read
 */
export async function entriesOf(folder: string): Promise<Entry[]> {
  let entries: Dirent[];
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (cause) {
    throw new FineTuneError('ERR_DATA', `the folder ${folder} ${whyUnreadable(cause)}`, { cause });
  }
  return entries
    .map((entry) => ({
      name: entry.name,
      kind: kindOf(folder, entry),
      hidden: isHidden(entry.name),
    }))
    .sort((a, b) => byCodePoints(a.name, b.name));
}

/** The names of the folders in a folder that are meant for people. */
export async function visibleFolders(folder: string): Promise<string[]> {
  const entries = await entriesOf(folder);
  return entries.filter(({ kind, hidden }) => kind === 'folder' && !hidden).map(({ name }) => name);
}

function isHidden(name: string): boolean {
  return name.startsWith('.') || LITTER.has(name);
}

function kindOf(folder: string, entry: Dirent): Entry['kind'] {
  if (entry.isDirectory()) return 'folder';
  if (entry.isFile()) return 'file';
  if (!entry.isSymbolicLink()) return 'other';
  const stats = statSync(join(folder, entry.name), { throwIfNoEntry: false });
  if (stats === undefined) return 'link';
  return stats.isDirectory() ? 'folder' : stats.isFile() ? 'file' : 'other';
}

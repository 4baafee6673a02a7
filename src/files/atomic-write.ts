/** Files that are there whole or not at all. */

import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { lstat, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { NotAFile } from './readable.js';
import { isAbandoned, temporaryName } from './temporary-name.js';

/** A file to be written. */
export interface PendingFile {
  file: string;
  /** Writes the whole file under the given name. */
  write: (temporary: string) => Promise<void>;
}

/**
 * Writes files of one folder under temporary names beside their own, brings them to the disk, and only then gives them
 * their names, in order. A reader sees each old file or the new one, and so does whoever starts again after a crash.
 * When one cannot be written all old ones stay.
 */
export async function writeTogether(files: readonly PendingFile[]): Promise<void> {
  const pending = files.map(({ file, write }) => ({ file, write, temporary: temporaryName(file) }));
  try {
    for (const { write, temporary } of pending) {
      await write(temporary);
      await sync(temporary);
    }
    for (const { file } of pending) await requireNoFolder(file);
    for (const { file, temporary } of pending) await rename(temporary, file);
  } catch (error) {
    for (const { temporary } of pending) await rm(temporary, { force: true });
    throw error;
  }
  for (const folder of new Set(files.map(({ file }) => dirname(file)))) await syncFolder(folder);
}

/** A text or bytes, for {@link writeTogether}. */
export function fileOf(file: string, content: string | Uint8Array): PendingFile {
  return {
    file,
    write: async (temporary) => {
      await using handle = await open(temporary, 'wx');
      await handle.writeFile(content);
    },
  };
}

/** {@link writeTogether} for one text or bytes. */
export async function writeFileAtomically(
  file: string,
  content: string | Uint8Array,
): Promise<void> {
  await writeTogether([fileOf(file, content)]);
}

/** {@link writeFileAtomically} for a small text, where nothing can be awaited. */
export function writeFileAtomicallySync(file: string, content: string): void {
  const temporary = temporaryName(file);
  try {
    writeFileSync(temporary, content, { flag: 'wx', flush: true });
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Makes and removes a temporary file beside `file`: fails, with Node's error, where nothing can be written. */
export async function testWriting(file: string): Promise<void> {
  const temporary = temporaryName(file);
  await writeFile(temporary, '', { flag: 'wx' });
  await rm(temporary);
}

/**
 * Removes what killed processes of this machine have left of files with one of the given beginnings.
 *
 * @returns the removed files
 */
export async function removeStaleTemporaries(
  folder: string,
  beginnings: readonly string[],
): Promise<string[]> {
  const names = await readdir(folder);
  const isOurs = (name: string) => beginnings.some((beginning) => name.startsWith(`.${beginning}`));
  const stale = names.filter((name) => isOurs(name) && isAbandoned(name));
  for (const name of stale) await rm(join(folder, name), { force: true });
  return stale.map((name) => join(folder, name));
}

/** A folder in place of one file must not leave the others changed. */
export async function requireNoFolder(file: string): Promise<void> {
  const stats = await lstat(file).catch(() => undefined);
  if (stats?.isDirectory()) throw new NotAFile(file, 'is a folder');
}

/** Brings a file's contents to the disk. */
async function sync(path: string): Promise<void> {
  await using handle = await open(path, 'r');
  await handle.sync();
}

/** Brings a folder's list of names to the disk, where file systems can. */
export async function syncFolder(folder: string): Promise<void> {
  try {
    await sync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EINVAL' && code !== 'ENOTSUP' && code !== 'EISDIR') throw error;
  }
}

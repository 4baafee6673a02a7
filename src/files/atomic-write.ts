/** Files that are there whole or not at all. */

import { randomBytes } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

const TEMPORARY = /^\..+\.[0-9a-f]{12}\.tmp$/;

/**
 * Writes a file under a temporary name in the same folder, brings it to the disk, and only then gives it its name. A
 * reader sees the old file or the new one, and so does whoever starts again after a crash.
 *
 * @param write - writes the whole file under the given name
 */
export async function writeAtomically(
  file: string,
  write: (temporary: string) => Promise<void>,
): Promise<void> {
  const folder = dirname(file);
  const temporary = temporaryName(file);
  try {
    await write(temporary);
    await sync(temporary);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await sync(folder);
}

/** {@link writeAtomically} for a text or bytes. */
export async function writeFileAtomically(
  file: string,
  content: string | Uint8Array,
): Promise<void> {
  await writeAtomically(file, async (temporary) => {
    await using handle = await open(temporary, 'wx');
    await handle.writeFile(content);
  });
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
 * Removes what a killed process has left of files with the given beginning.
 *
 * @returns the removed files
 */
export async function removeStaleTemporaries(folder: string, prefix: string): Promise<string[]> {
  const names = await readdir(folder);
  const stale = names.filter((name) => TEMPORARY.test(name) && name.startsWith(`.${prefix}`));
  for (const name of stale) await rm(join(folder, name), { force: true });
  return stale.map((name) => join(folder, name));
}

function temporaryName(file: string): string {
  return join(dirname(file), `.${basename(file)}.${randomBytes(6).toString('hex')}.tmp`);
}

/** Brings a file's contents, or a folder's list of names, to the disk. */
async function sync(path: string): Promise<void> {
  await using handle = await open(path, 'r');
  await handle.sync();
}

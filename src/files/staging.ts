/** A folder that something is prepared in, and how it becomes the real one. */

import { randomBytes } from 'node:crypto';
import { type Dirent, statSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

const STAGING = /^\..+\.(\d+)\.[0-9a-f]{12}\.tmp$/;

/** Whoever works in a folder changes it at least this often: pip gives up on a silent network much earlier. */
const ABANDONED_AFTER_MS = 30 * 60 * 1000;

/** Makes a new folder beside `target`, on the same disk. */
export async function makeStaging(target: string): Promise<string> {
  const name = `.${basename(target)}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`;
  const folder = join(dirname(target), name);
  await mkdir(folder, { recursive: true });
  return folder;
}

/** Removes what killed processes have left beside `target`. */
export async function removeAbandoned(target: string): Promise<void> {
  const parent = dirname(target);
  for (const name of await readdir(parent).catch(() => [])) {
    const pid = name.match(STAGING)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    // The other process may live on another machine that shares the folder.
    const folder = join(parent, name);
    if (Date.now() - (await newestChange(folder)) < ABANDONED_AFTER_MS) continue;
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Gives the prepared folder its real name, after everything in it has reached the disk.
 *
 * @param isComplete - whether a folder that is there already is as good
 * @throws an error of the file system, or of another process that does the same
 */
export async function moveIntoPlace(
  staging: string,
  target: string,
  isComplete: () => boolean,
): Promise<void> {
  await syncAll(staging);
  try {
    await rename(staging, target);
  } catch (error) {
    if (!isOccupied(error)) throw error;
    // Another process was faster.
    if (isComplete()) return;
    await replace(staging, target);
  }
  await sync(dirname(target));
}

/** Puts the new folder in the place of a damaged one. */
async function replace(staging: string, target: string): Promise<void> {
  const aside = await makeStaging(target);
  try {
    await rename(target, aside);
    await rename(staging, target);
  } catch (error) {
    if (!isOccupied(error)) throw error;
    throw new Error(`another process is writing ${target} too: wait for it and try again`, {
      cause: error,
    });
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

function isOccupied(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOTEMPTY' || code === 'EEXIST';
}

async function syncAll(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    await sync(pathOf(entry));
  }
  await sync(folder);
}

async function sync(path: string): Promise<void> {
  await using handle = await open(path, 'r');
  await handle.sync();
}

function pathOf(entry: Dirent): string {
  return join(entry.parentPath, entry.name);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function newestChange(folder: string): Promise<number> {
  let newest = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const stats = statSync(pathOf(entry), { throwIfNoEntry: false });
    newest = Math.max(newest, stats?.mtimeMs ?? 0);
  }
  return newest;
}

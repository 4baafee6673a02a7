/**
 * Where a model is put together before it gets its place: a folder that belongs to one process at a time.
 *
 * What a process leaves behind, because the network broke or because it was killed, another one goes on with. A folder is
 * taken and given back by renaming it, so that two never write into the same.
 */

import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { checksumOfContent } from '../files/checksum.js';

/** After this time nobody works on a folder any more, whatever process it belonged to, on whatever machine. */
const ABANDONED_AFTER_MS = 24 * 60 * 60 * 1000;

/** Process numbers mean something on one machine only, and several may share the cache. */
const MACHINE = checksumOfContent(hostname()).slice(0, 8);

/** A folder that this process may write into. */
export interface Workspace {
  readonly folder: string;
  /** Leaves it to whoever comes next. */
  leave(): Promise<void>;
  remove(): Promise<void>;
}

/** Takes what was left of a model, or begins anew. */
export async function takeWorkspace(models: string, name: string): Promise<Workspace> {
  await mkdir(models, { recursive: true });
  const idle = join(models, `.${name}.part`);
  const own = `.${name}.${MACHINE}.${process.pid}.${randomBytes(6).toString('hex')}.part`;
  const folder = join(models, own);
  const left = [idle, ...(await abandoned(models, name))];
  if (!(await renameFirst(left, folder))) await mkdir(folder);
  return {
    folder,
    leave: async () => {
      // Somebody else may have left one in the meantime; then this one is of no use.
      if (!(await renameFirst([folder], idle))) await rm(folder, { recursive: true, force: true });
    },
    remove: async () => await rm(folder, { recursive: true, force: true }),
  };
}

/** Folders of processes that have been killed. */
async function abandoned(models: string, name: string): Promise<string[]> {
  const owned = new RegExp(`^\\.${escaped(name)}\\.([0-9a-f]{8})\\.(\\d+)\\.[0-9a-f]{12}\\.part$`);
  const folders: string[] = [];
  for (const entry of await readdir(models)) {
    const [, machine, pid] = entry.match(owned) ?? [];
    if (machine === undefined) continue;
    const folder = join(models, entry);
    if ((machine === MACHINE && !isAlive(Number(pid))) || isOld(folder)) folders.push(folder);
  }
  return folders;
}

/** Renames the first folder that is there and that nobody else takes. */
async function renameFirst(folders: readonly string[], target: string): Promise<boolean> {
  for (const folder of folders) {
    try {
      await rename(folder, target);
      return true;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? '';
      if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(code)) throw error;
    }
  }
  return false;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function isOld(folder: string): boolean {
  const changed = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
  return Date.now() - changed > ABANDONED_AFTER_MS;
}

function escaped(text: string): string {
  return text.replace(/[.\\+*?^$()[\]{}|-]/g, '\\$&');
}

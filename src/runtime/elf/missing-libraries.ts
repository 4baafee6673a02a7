/** Which shared libraries are missing, found out the way the system's loader would, but without opening anything. */

import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type ElfFile, OWN_MACHINE, readElf } from './elf-file.js';
import { readLoaderCache } from './loader-cache.js';

/** A library that another one asks for and that lies nowhere. */
export interface MissingLibrary {
  /** The name that is asked for, for example `libgomp.so.1`. */
  name: string;
  /** The file that asks. */
  neededBy: string;
}

/** What a library needs. */
export interface Dependencies {
  /** Every library found, by name. */
  found: Map<string, string>;
  missing: MissingLibrary[];
}

/** Where the loader looks last, cache or not. */
const LAST_FOLDERS = [
  '/lib/x86_64-linux-gnu',
  '/usr/lib/x86_64-linux-gnu',
  '/lib/aarch64-linux-gnu',
  '/usr/lib/aarch64-linux-gnu',
  '/lib64',
  '/usr/lib64',
  '/lib',
  '/usr/lib',
];

interface Visit {
  path: string;
  /** The RPATHs of those who asked for it, with the nearest first. */
  inherited: string[];
}

/**
 * Follows the lists of needed libraries from a library downwards.
 *
 * @param preloaded - libraries that are opened before it; whoever asks for their names has them
 */
export function resolveDependencies(
  path: string,
  preloaded: readonly string[] = [],
  environment: NodeJS.ProcessEnv = process.env,
): Dependencies {
  const cache = readLoaderCache();
  const paths = (environment['LD_LIBRARY_PATH'] ?? '').split(/[:;]/).filter((one) => one !== '');
  const found = new Map<string, string>();
  const missing = new Map<string, MissingLibrary>();
  const queue: Visit[] = [...preloaded, path].map((one) => ({ path: one, inherited: [] }));
  for (const visit of queue) {
    const elf = read(visit.path);
    if (elf === undefined) continue;
    found.set(elf.soname ?? basename(visit.path), visit.path);
    const { before, after } = ownFolders(elf, visit);
    const inherited = elf.runpath.length > 0 ? visit.inherited : before;
    for (const name of elf.needed.filter((one) => !found.has(one))) {
      const file = locate(name, [...before, ...paths, ...after], cache);
      if (file === undefined) {
        missing.set(name, { name, neededBy: visit.path });
      } else {
        found.set(name, file);
        queue.push({ path: file, inherited });
      }
    }
  }
  // What one asked for in vain, a later one may have brought along.
  return { found, missing: [...missing.values()].filter(({ name }) => !found.has(name)) };
}

function locate(
  name: string,
  folders: readonly string[],
  cache: ReadonlyMap<string, readonly string[]>,
): string | undefined {
  return [
    ...folders.map((folder) => join(folder, name)),
    ...(cache.get(name) ?? []),
    ...LAST_FOLDERS.map((folder) => join(folder, name)),
  ].find(isUsable);
}

/** The folders that go before `LD_LIBRARY_PATH`, and those after it; a RUNPATH makes the loader forget all RPATHs. */
function ownFolders(elf: ElfFile, visit: Visit): { before: string[]; after: string[] } {
  const origin = dirname(visit.path);
  const expand = (folders: string[]) =>
    folders
      .filter((folder) => folder !== '')
      .map((folder) => folder.replace(/\$(ORIGIN|\{ORIGIN\})/g, origin));
  if (elf.runpath.length > 0) return { before: [], after: expand(elf.runpath) };
  return { before: [...expand(elf.rpath), ...visit.inherited], after: [] };
}

function isUsable(file: string): boolean {
  return existsSync(file) && read(file)?.machine === OWN_MACHINE;
}

function read(path: string): ElfFile | undefined {
  try {
    return readElf(path);
  } catch {
    return undefined;
  }
}

/** Where libmxnet is looked for. */

import { existsSync, readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

/** One place that was looked at. */
export interface SearchedPlace {
  /** Who named the place, for example `MXNET_LIBRARY_PATH`. */
  source: string;
  /** The file or folder. */
  path: string;
  /** Whether a library lies there. */
  found: boolean;
}

/** The outcome of a search. */
export interface SearchResult {
  /** The library, or `undefined`. */
  path: string | undefined;
  /** Every place, in the order in which they were looked at; the search ends at the first hit. */
  places: SearchedPlace[];
}

/** The file name of the library on this platform. */
export const LIBRARY_FILE: string =
  process.platform === 'darwin' ? 'libmxnet.dylib' : 'libmxnet.so';

/**
 * The folder of downloads: `MXNET_FINETUNE_CACHE`, else `mxnet-finetune` in the user's cache folder.
 */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const own = environment['MXNET_FINETUNE_CACHE'];
  if (own) return resolve(own);
  const base = environment['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return join(base, 'mxnet-finetune');
}

/** Where `mxnet-finetune install` puts libraries: one folder each, named `<version>-<flavour>`. */
export function installFolder(environment: NodeJS.ProcessEnv = process.env): string {
  return join(cacheFolder(environment), 'libmxnet');
}

/**
 * Looks for libmxnet: `MXNET_LIBRARY_PATH` (a file or a folder), what `mxnet-finetune install` fetched
 * (the newest version first), Python's site-packages of the active environment, `LD_LIBRARY_PATH`, and
 * the loader's usual folders. Reads folders only; opens nothing.
 */
export function searchLibrary(environment: NodeJS.ProcessEnv = process.env): SearchResult {
  const places: SearchedPlace[] = [];
  const explicit = environment['MXNET_LIBRARY_PATH'];
  if (explicit) {
    // A named library that is not there is an error, not a reason to take another one.
    const path = asFile(isAbsolute(explicit) ? explicit : resolve(explicit));
    const found = existsSync(path);
    places.push({ source: 'MXNET_LIBRARY_PATH', path, found });
    return { path: found ? path : undefined, places };
  }
  for (const [source, path] of candidates(environment)) {
    const found = existsSync(path);
    places.push({ source, path, found });
    if (found) return { path, places };
  }
  return { path: undefined, places };
}

function asFile(path: string): string {
  return existsSync(path) && statSync(path).isDirectory() ? join(path, LIBRARY_FILE) : path;
}

function* candidates(environment: NodeJS.ProcessEnv): Generator<[source: string, path: string]> {
  const installed = installFolder(environment);
  const versions = foldersIn(installed);
  if (versions.length === 0) yield ['mxnet-finetune install', join(installed, '*', LIBRARY_FILE)];
  for (const version of versions) {
    yield ['mxnet-finetune install', join(installed, version, LIBRARY_FILE)];
  }
  for (const folder of sitePackages(environment)) {
    yield ['Python site-packages', join(folder, 'mxnet', LIBRARY_FILE)];
  }
  const paths = (environment['LD_LIBRARY_PATH'] ?? '').split(':').filter((path) => path !== '');
  for (const folder of paths) yield ['LD_LIBRARY_PATH', join(folder, LIBRARY_FILE)];
  for (const folder of ['/usr/local/lib', '/usr/lib', '/usr/lib64', '/usr/lib/x86_64-linux-gnu']) {
    yield ['system library folders', join(folder, LIBRARY_FILE)];
  }
}

/** Folder names, the newest version first; a CPU build goes before the CUDA build of its version. */
function foldersIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name);
  return names.sort((a, b) => compareVersions(b, a) || a.localeCompare(b));
}

function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((name) => (name.match(/\d+/g) ?? []).map(Number));
  for (let i = 0; i < 3; i++) {
    const difference = (left?.[i] ?? 0) - (right?.[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The package folders of the active virtual environment and of the usual interpreters. */
function* sitePackages(environment: NodeJS.ProcessEnv): Generator<string> {
  const prefixes = [environment['VIRTUAL_ENV'], environment['CONDA_PREFIX']];
  prefixes.push(join(homedir(), '.local'), '/usr/local', '/usr');
  for (const prefix of prefixes) {
    if (!prefix) continue;
    const lib = join(prefix, 'lib');
    if (!existsSync(lib)) continue;
    for (const name of readdirSync(lib)
      .filter((entry) => /^python3(\.\d+)?$/.test(entry))
      .sort()) {
      yield join(lib, name, 'site-packages');
      yield join(lib, name, 'dist-packages');
    }
  }
}

/** Where libmxnet is looked for. */

import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { hasNvidiaDriver } from './system.js';

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
  /** Who named it, or `undefined`. */
  source: string | undefined;
  /** Every place, in the order in which they were looked at; the search ends at the first hit. */
  places: SearchedPlace[];
}

/** The source of what `mxnet-finetune install` has fetched. */
export const INSTALLED = 'mxnet-finetune install';

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
 * (the newest version first; of one version the CPU build first, or the CUDA build where there is an NVIDIA
 * driver), site-packages of the active Python environment and of each `python3` on the `PATH`,
 * `LD_LIBRARY_PATH`, and the loader's usual folders. Reads folders only; opens nothing.
 */
export function searchLibrary(
  environment: NodeJS.ProcessEnv = process.env,
  preferCuda: boolean = hasNvidiaDriver(),
): SearchResult {
  const places: SearchedPlace[] = [];
  const explicit = environment['MXNET_LIBRARY_PATH'];
  if (explicit) {
    // A named library that is not there is an error, not a reason to take another one.
    const path = asFile(resolve(explicit));
    const found = existsSync(path);
    places.push({ source: 'MXNET_LIBRARY_PATH', path, found });
    return found
      ? { path, source: 'MXNET_LIBRARY_PATH', places }
      : { path: undefined, source: undefined, places };
  }
  for (const [source, path] of candidates(environment, preferCuda)) {
    const found = existsSync(path);
    places.push({ source, path, found });
    if (found) return { path, source, places };
  }
  return { path: undefined, source: undefined, places };
}

/** Says that nothing was found, and the two ways out. */
export function adviseSearch(places: readonly SearchedPlace[]): string {
  const [only] = places;
  if (only?.source === 'MXNET_LIBRARY_PATH') {
    return `MXNET_LIBRARY_PATH names ${only.path}, which does not exist. Correct it, or unset it and run: npx mxnet-finetune install`;
  }
  return 'libmxnet was not found. Run: npx mxnet-finetune install, or set MXNET_LIBRARY_PATH';
}

/** {@link adviseSearch} with the places that were looked at. */
export function describeSearch(places: readonly SearchedPlace[]): string {
  if (places[0]?.source === 'MXNET_LIBRARY_PATH') return adviseSearch(places);
  const list = places.map((place) => `${place.source}: ${place.path}`).join('; ');
  return `${adviseSearch(places)}. Looked at ${list}`;
}

/** The library in a folder, or the file itself. */
export function asFile(path: string): string {
  return existsSync(path) && statSync(path).isDirectory() ? join(path, LIBRARY_FILE) : path;
}

function* candidates(
  environment: NodeJS.ProcessEnv,
  preferCuda: boolean,
): Generator<[source: string, path: string]> {
  const installed = installFolder(environment);
  const versions = foldersIn(installed, preferCuda);
  if (versions.length === 0) yield [INSTALLED, join(installed, '*', LIBRARY_FILE)];
  for (const version of versions) {
    yield [INSTALLED, join(installed, version, LIBRARY_FILE)];
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

/** Folder names, the newest version first; of one version the CPU build or the CUDA build. */
function foldersIn(folder: string, preferCuda: boolean): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name);
  const rank = (name: string) => (/-cu\d/.test(name) === preferCuda ? 0 : 1);
  return names.sort((a, b) => compareVersions(b, a) || rank(a) - rank(b) || (a < b ? -1 : 1));
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
  const prefixes = new Set([
    environment['VIRTUAL_ENV'],
    environment['CONDA_PREFIX'],
    ...pythonsOnPath(environment),
    join(homedir(), '.local'),
    '/usr/local',
    '/usr',
  ]);
  const seen = new Set<string>();
  for (const prefix of prefixes) {
    for (const folder of packageFolders(prefix)) {
      const real = realpathSync(folder);
      if (!seen.has(real)) yield folder;
      seen.add(real);
    }
  }
}

function packageFolders(prefix: string | undefined): string[] {
  const lib = join(prefix ?? '', 'lib');
  if (!prefix || !existsSync(lib)) return [];
  return readdirSync(lib)
    .filter((name) => /^python3(\.\d+)?$/.test(name))
    .sort()
    .flatMap((name) => [join(lib, name, 'site-packages'), join(lib, name, 'dist-packages')])
    .filter((folder) => existsSync(folder));
}

/** The folders that Pythons were installed into: `/usr` for `/usr/bin/python3`. */
function* pythonsOnPath(environment: NodeJS.ProcessEnv): Generator<string> {
  for (const folder of (environment['PATH'] ?? '').split(delimiter)) {
    const program = join(folder, 'python3');
    if (folder === '' || !existsSync(program)) continue;
    // The link of a virtual environment leads away from its packages, the link of a system to them.
    yield dirname(resolve(folder));
    yield dirname(dirname(realpathSync(program)));
  }
}

/** Opening libmxnet. */

import { dirname, resolve } from 'node:path';
import { MXNetError } from '../errors.js';
import { addon } from '../native/addon.js';
import { callAsync } from '../native/call.js';
import type { Addon } from '../native/contract.js';
import { findCompanions } from './companions.js';
import { checkLibraryFile, explainOpening, type LocatedLibrary } from './explain-opening.js';
import { asFile, describeSearch, searchLibrary } from './search.js';

/** The library that this process has opened. */
export interface LibraryInfo {
  /** Absolute path of the file. */
  path: string;
  /** For example `1.9.1`. */
  version: string;
}

/** How to open the library. */
export interface OpenLibraryOptions {
  /**
   * Path of `libmxnet.so`, or of its folder.
   *
   * @defaultValue the first one that {@link searchLibrary} finds
   */
  path?: string;
}

let opened: Addon | undefined;

/**
 * Opens libmxnet without blocking the event loop. A process has one libmxnet: a second call with the same
 * path does nothing, with another path it fails. Without this call the first use of the library opens it,
 * synchronously (about 75 ms).
 *
 * @throws {@link MXNetError} `ERR_MXNET_LIBRARY_NOT_FOUND`, `…_OPEN`, `…_VERSION`, `ERR_MXNET_SYMBOL_MISSING`
 */
export async function openLibrary(options: OpenLibraryOptions = {}): Promise<LibraryInfo> {
  const native = addon();
  const library = chooseLibrary(options.path);
  try {
    await callAsync(native.openLibrary(library.path, ...openingArguments(library.path)));
  } catch (error) {
    throw explainOpening(library, error);
  }
  return remember(native);
}

/** The opened library, or `undefined` when none has been opened yet. */
export function libraryInfo(): LibraryInfo | undefined {
  const library = addon().library();
  return library === null
    ? undefined
    : { path: library.path, version: formatVersion(library.version) };
}

/**
 * The addon with the library open; opens it synchronously if nobody has.
 *
 * @internal
 */
export function mxnet(): Addon {
  if (opened !== undefined) return opened;
  const native = addon();
  if (native.library() === null) {
    const library = chooseLibrary();
    try {
      native.openLibrarySync(library.path, ...openingArguments(library.path));
    } catch (error) {
      throw explainOpening(library, error);
    }
  }
  remember(native);
  return native;
}

/** `10901` is `1.9.1`. */
export function formatVersion(version: number): string {
  return `${Math.trunc(version / 10000)}.${Math.trunc(version / 100) % 100}.${version % 100}`;
}

function remember(native: Addon): LibraryInfo {
  const library = native.library();
  if (library === null)
    throw new MXNetError('ERR_MXNET_LIBRARY_NOT_OPEN', '', 'no library is open');
  opened = native;
  return { path: library.path, version: formatVersion(library.version) };
}

/** The named library, or the first one found, as far as its file is in order. */
function chooseLibrary(path?: string): LocatedLibrary {
  const library =
    path === undefined ? locate() : { path: asFile(resolve(path)), source: 'path' as const };
  checkLibraryFile(library);
  return library;
}

function locate(): LocatedLibrary {
  const { path, source, places } = searchLibrary();
  if (path !== undefined && source !== undefined) return { path: resolve(path), source };
  throw new MXNetError('ERR_MXNET_LIBRARY_NOT_FOUND', '', describeSearch(places));
}

/** Companion libraries to open first, and the environment that keeps libmxnet quiet. */
function openingArguments(path: string): [preload: string[], keys: string[], values: string[]] {
  // "Subgraph backend MKLDNN is activated" would appear at every bind.
  return [findCompanions(dirname(path)), ['MXNET_SUBGRAPH_VERBOSE'], ['0']];
}

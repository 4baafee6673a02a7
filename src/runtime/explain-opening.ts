/** Why a libmxnet cannot be opened, in words that tell what to do. */

import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { MXNetError, type MXNetErrorCode } from '../errors.js';
import { sniffFile } from '../files/sniff.js';
import { findCompanions } from './companions.js';
import { OWN_MACHINE, readElfHead } from './elf/elf-file.js';
import { resolveDependencies } from './elf/missing-libraries.js';
import { explainMissing } from './explain-missing.js';
import { INSTALLED } from './search.js';
import { cLibrary } from './system.js';

/** A library, and who named it. */
export interface LocatedLibrary {
  path: string;
  /** As {@link SearchedPlace.source}, or `path` for a caller's own choice. */
  source: string;
}

/**
 * Looks at a file before it is opened: a truncated library would not fail but end the process.
 *
 * @throws {@link MXNetError} `ERR_MXNET_LIBRARY_NOT_FOUND`, `ERR_MXNET_LIBRARY_OPEN`
 */
export function checkLibraryFile(library: LocatedLibrary): void {
  const { path } = library;
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) {
    throw failure(library, 'ERR_MXNET_LIBRARY_NOT_FOUND', 'there is no such file');
  }
  if (process.platform !== 'linux') return;
  const problem = stats.isFile() ? problemOf(path) : 'this is not a file';
  if (problem !== undefined) throw failure(library, 'ERR_MXNET_LIBRARY_OPEN', problem);
}

/** Puts file, cause and remedy into the error of the addon, which stays as the cause. */
export function explainOpening(library: LocatedLibrary, error: unknown): unknown {
  if (!(error instanceof MXNetError)) return error;
  const { code, detail } = error;
  if (code === 'ERR_MXNET_LIBRARY_OPEN') {
    if (detail.startsWith('this process has already opened')) return error;
    const { cause, remedy } = explainLoader(library.path, detail);
    return failure(library, code, cause, remedy, error);
  }
  if (code === 'ERR_MXNET_LIBRARY_VERSION') {
    return failure(library, code, detail, undefined, error);
  }
  if (code === 'ERR_MXNET_SYMBOL_MISSING') {
    const cause = `${detail}: it is damaged, or built without a part that is needed`;
    return failure(library, code, cause, undefined, error);
  }
  return error;
}

/** What is wrong with a file, if its contents show it. */
function problemOf(path: string): string | undefined {
  const elf = readElfHead(path);
  if (elf === undefined) {
    return `this is not a shared library, but ${sniffFile(path) ?? 'some other kind of file'}`;
  }
  if (elf.machine !== OWN_MACHINE) {
    return `found a library for ${elf.machine}, wanted one for ${OWN_MACHINE}, which this process runs on`;
  }
  if (elf.truncated) return 'the file is truncated: it ends before its own contents do';
  if (!elf.isShared) return 'this is an ELF file, but not a shared library';
  return undefined;
}

interface Reason {
  cause: string;
  remedy?: string | undefined;
}

/** The system loader names the first thing that it stumbles over; we name all. */
function explainLoader(path: string, text: string): Reason {
  const { missing } = resolveDependencies(path, findCompanions(dirname(path)));
  const explanations = explainMissing(missing);
  if (explanations.length > 0) {
    return {
      cause: explanations.map(({ cause }) => cause).join('; '),
      remedy: explanations.map(({ remedy }) => remedy).join('. '),
    };
  }
  const version = text.match(/version `((GLIBC|GLIBCXX|CXXABI)_[\d.]+)' not found/);
  if (version) {
    const own = version[2] === 'GLIBC' ? ` (this one has glibc ${cLibrary()?.version})` : '';
    return { cause: `the library was built for a newer system: it wants ${version[1]}${own}` };
  }
  const symbol = text.match(/undefined symbol: (\w+)/)?.[1];
  if (symbol !== undefined) {
    return { cause: `the function ${symbol} is missing in it and in all that it loads` };
  }
  return { cause: `the system cannot open it: ${text.split('\n', 1)[0]}` };
}

function failure(
  library: LocatedLibrary,
  code: MXNetErrorCode,
  cause: string,
  remedy: string = remedyFor(library.source),
  error?: MXNetError,
): MXNetError {
  const named = library.source === 'MXNET_LIBRARY_PATH' ? ' (named by MXNET_LIBRARY_PATH)' : '';
  const message = `${library.path}${named}: ${cause}. ${remedy}`;
  if (error === undefined) return new MXNetError(code, '', message);
  return new MXNetError(code, '', `${message}\n${error.detail}`, { cause: error });
}

function remedyFor(source: string): string {
  if (source === 'MXNET_LIBRARY_PATH') {
    return 'Correct MXNET_LIBRARY_PATH, or unset it and run: npx mxnet-finetune install';
  }
  if (source === INSTALLED) return 'Fetch it anew: npx mxnet-finetune install';
  if (source === 'path') return 'Name another file, or run: npx mxnet-finetune install';
  return 'Run: npx mxnet-finetune install, whose library goes first, or name another one by MXNET_LIBRARY_PATH';
}

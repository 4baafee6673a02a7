/** What is kept of an unpacked wheel. */

import { mkdir, readdir, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Shared libraries, also with a version behind their ending. */
const LIBRARY = /\.(so(\.\d+)*|dylib)$/;

/** Parts of NVIDIA's wheels that nothing of ours opens. */
const UNWANTED = /^lib(nvblas|OpenCL|cufftw|cusolverMg)\.so/;

const LICENCE = /\.dist-info\/(.*\/)?(LICEN[CS]E|NOTICE|COPYING|METADATA)[^/]*$/i;

/**
 * Moves the libraries and the licences of an unpacked wheel into the folder to be installed: MXNet's own to its
 * top, NVIDIA's to where they lay, because they look for each other there.
 */
export async function keepNeeded(unpacked: string, target: string): Promise<void> {
  for (const name of await readdir(unpacked, { recursive: true })) {
    const place = placeOf(name);
    if (place === undefined) continue;
    await mkdir(join(target, dirname(place)), { recursive: true });
    await rename(join(unpacked, name), join(target, place));
  }
}

function placeOf(name: string): string | undefined {
  if (LICENCE.test(name)) return join('licenses', name.replace('.dist-info', ''));
  const file = basename(name);
  if (!LIBRARY.test(file) || UNWANTED.test(file)) return undefined;
  if (dirname(name) === 'mxnet') return file;
  return name.startsWith('nvidia/') ? name : undefined;
}

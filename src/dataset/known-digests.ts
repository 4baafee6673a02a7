/** Contents that were seen before: files are read once. */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../files/atomic-write.js';
import { checksumOf, checksumOfContent } from '../files/checksum.js';
import { isMissing, readWhole } from '../files/readable.js';
import { stampOf } from '../files/stamp.js';

/**
 * The sha256 of a file's contents; computed again only when the file has changed.
 *
 * @param cache - the folder that remembers
 */
export async function knownDigest(
  file: string,
  cache: string,
  signal?: AbortSignal,
): Promise<string> {
  const memory = join(cache, 'seen', checksumOfContent(await stampOf(file)));
  const known = await readWhole(memory).catch((error) =>
    isMissing(error) ? undefined : Promise.reject(error),
  );
  if (known?.length === 64) return known.toString('latin1');
  const digest = await checksumOf(file, signal);
  await mkdir(join(cache, 'seen'), { recursive: true });
  await writeFileAtomically(memory, digest);
  return digest;
}

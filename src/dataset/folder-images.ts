/** The images of a folder, as they are packed. */

import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import pMap from 'p-map';
import { writeFileAtomically } from '../files/atomic-write.js';
import { checksumOf, checksumOfContent } from '../files/checksum.js';
import { isMissing, readWhole, requireFile } from '../files/readable.js';
import { stampOf } from '../files/stamp.js';
import type { FolderLayout, FolderPart } from './folder-layout.js';

/** One image. */
export interface FolderImage {
  label: number;
  /** Relative to the folder of all parts. */
  path: string;
  /** The sha256 of its contents; empty when it cannot be read. */
  digest: string;
}

/** Images to train with, and images to measure with if there is a folder of them. */
export interface FolderImages {
  train: FolderImage[];
  validation: FolderImage[] | undefined;
}

/** Files read at once. */
const CONCURRENCY = 4 * availableParallelism();

/**
 * Lists the images with their contents. Contents are read only when a file has changed since they were read last.
 *
 * @param cache - the folder that remembers
 */
export async function folderImages(
  { root, train, validation }: FolderLayout,
  cache: string,
  signal?: AbortSignal,
): Promise<FolderImages> {
  const labels = new Map(train.classes.map(({ name }, label) => [name, label]));
  const list = (part: FolderPart): FolderImage[] =>
    part.classes.flatMap(({ name, images }) =>
      images.map((path) => ({
        label: labels.get(name) as number,
        path: join(part.folder, path),
        digest: '',
      })),
    );
  const trained = list(train);
  const measured = validation === undefined ? undefined : list(validation);
  const all = [...trained, ...(measured ?? [])];
  const digests = await knownDigests(
    all.map(({ path }) => join(root, path)),
    cache,
    signal,
  );
  for (const [i, image] of all.entries()) image.digest = digests[i] ?? '';
  return { train: trained, validation: measured };
}

async function knownDigests(
  files: readonly string[],
  cache: string,
  signal?: AbortSignal,
): Promise<string[]> {
  const each = async (read: (file: string) => Promise<string>): Promise<string[]> =>
    await pMap(files, (file) => read(file).catch(() => ''), {
      concurrency: CONCURRENCY,
      ...(signal !== undefined && { signal }),
    });
  const stamps = await each(stampOf);
  const memory = join(cache, 'seen', checksumOfContent(stamps.join('\n\n')));
  const known = await readWhole(memory).catch((error) =>
    isMissing(error) ? undefined : Promise.reject(error),
  );
  if (known !== undefined) return known.toString('latin1').split('\n');
  const digests = await each(async (file) => {
    // A device or a pipe may never end.
    await requireFile(file);
    return await checksumOf(file, signal);
  });
  await mkdir(join(cache, 'seen'), { recursive: true });
  await writeFileAtomically(memory, digests.join('\n'));
  return digests;
}

/** `best` and `last`: names for epochs. */

import { lstat, readlink, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { FineTuneError } from '../errors.js';
import { syncFolder, writeFileAtomically } from '../files/atomic-write.js';
import { decodeText, isMissing, readWhole, whyUnreadable } from '../files/readable.js';
import { temporaryName } from '../files/temporary-name.js';
import { epochOf, paramsFile } from './names.js';
import { reporting } from './output-error.js';

/** The best epoch of a run by its validation, and the last one that was saved. */
export type EpochName = 'best' | 'last';

/** What there is for a name. */
export const EPOCH_NAMES: readonly EpochName[] = ['best', 'last'];

/** Whether a text is the name of an epoch. */
export function isEpochName(text: unknown): text is EpochName {
  return text === 'best' || text === 'last';
}

/** `PREFIX-best.params`, a link to the values. */
export function pointerLink(prefix: string, name: EpochName): string {
  return `${prefix}-${name}.params`;
}

/** `PREFIX-best.json`, where the file system has no links. */
export function pointerFile(prefix: string, name: EpochName): string {
  return `${prefix}-${name}.json`;
}

/** What file systems without symbolic links answer. */
const NO_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

/**
 * Lets a name stand for an epoch whose values have been written: `PREFIX-best.params` becomes a relative link to
 * `PREFIX-0007.params`, or, where there are no links, `PREFIX-best.json` tells the epoch. What it stood for before is
 * there until then.
 *
 * @throws {@link FineTuneError} `ERR_OUTPUT`
 */
export async function pointTo(prefix: string, name: EpochName, epoch: number): Promise<void> {
  const link = pointerLink(prefix, name);
  const file = pointerFile(prefix, name);
  await reporting(link, async () => {
    if (await placeLink(link, basename(paramsFile(prefix, epoch)))) {
      await rm(file, { force: true });
    } else {
      await writeFileAtomically(file, `${JSON.stringify({ epoch })}\n`);
      await rm(link, { force: true });
    }
  });
}

/** Lets a name stand for nothing. */
export async function removePointer(prefix: string, name: EpochName): Promise<void> {
  for (const file of [pointerLink(prefix, name), pointerFile(prefix, name)]) {
    await reporting(file, () => rm(file, { force: true }));
  }
}

/**
 * The epoch that a name stands for.
 *
 * @returns `undefined` when nobody has given the name
 * @throws {@link FineTuneError} `ERR_CHECKPOINT_FORMAT` when it leads to nothing that is an epoch of this prefix
 */
export async function readPointer(prefix: string, name: EpochName): Promise<number | undefined> {
  const link = pointerLink(prefix, name);
  const target = await targetOf(link);
  if (target === undefined) return await readPointerFile(prefix, name);
  const epoch = epochOf(target, `${basename(`${prefix}-`)}`);
  if (epoch !== undefined) return epoch;
  throw unusable(`${link} leads to ${target}, which is no epoch of ${prefix}`, link);
}

/** @returns whether the file system has links */
async function placeLink(link: string, target: string): Promise<boolean> {
  const temporary = temporaryName(link);
  try {
    await symlink(target, temporary);
    await rename(temporary, link);
  } catch (error) {
    await rm(temporary, { force: true });
    if (NO_LINKS.has((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
  await syncFolder(dirname(link));
  return true;
}

async function targetOf(link: string): Promise<string | undefined> {
  try {
    return await readlink(link);
  } catch (error) {
    if (isMissing(error)) return undefined;
    if ((await lstat(link)).isSymbolicLink()) throw error;
    throw unusable(`${link} is no link any more, so nothing tells its epoch`, link, error);
  }
}

async function readPointerFile(prefix: string, name: EpochName): Promise<number | undefined> {
  const file = pointerFile(prefix, name);
  let bytes: Buffer;
  try {
    bytes = await readWhole(file);
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw unusable(`${file} ${whyUnreadable(cause)}`, file, cause);
  }
  let epoch: unknown;
  try {
    ({ epoch } = JSON.parse(decodeText(bytes) ?? '') as { epoch: unknown });
  } catch (cause) {
    throw unusable(`${file} is damaged: it is no JSON text`, file, cause);
  }
  if (Number.isSafeInteger(epoch) && (epoch as number) >= 0) return epoch as number;
  throw unusable(`${file} is damaged: it has no epoch`, file);
}

function unusable(problem: string, file: string, cause?: unknown): FineTuneError {
  return new FineTuneError(
    'ERR_CHECKPOINT_FORMAT',
    `${problem}. Give the number of the epoch instead, and remove ${file}`,
    { cause },
  );
}

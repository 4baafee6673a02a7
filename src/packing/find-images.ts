/** Images below a folder, in the order in which im2rec finds them. */

import { readdir, realpath, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { FineTuneError } from '../errors.js';
import { isMisread, whyGone, whyUnreadable } from '../files/readable.js';
import { byCodePoints } from '../text/code-points.js';

/** What is looked for. */
export interface ImageSearch {
  /** Endings with their points, in small letters. */
  endings: readonly string[];
  /** Go into folders, each of which gets a label; otherwise all labels are 0. */
  recursive: boolean;
}

/** One image. */
export interface FoundImage {
  /** Relative to the folder. */
  path: string;
  label: number;
}

/** What {@link findImages} has found. */
export interface FoundImages {
  images: FoundImage[];
  /** Folders that hold images, relative, by their labels. */
  folders: string[];
  /** What was passed over, and why. */
  skipped: string[];
}

/**
 * Looks for images: the files of a folder before its folders, both sorted, links followed. Labels go to folders in the
 * order in which they are found, if they hold images themselves.
 *
 * @throws {@link FineTuneError} `ERR_DATA` when the folder cannot be read
 */
export async function findImages(root: string, search: ImageSearch): Promise<FoundImages> {
  const found: FoundImages = { images: [], folders: [], skipped: [] };
  await visit(root, root, [], search, found);
  return found;
}

async function visit(
  root: string,
  folder: string,
  above: readonly string[],
  search: ImageSearch,
  found: FoundImages,
): Promise<void> {
  const place = await realpath(folder).catch((cause) => unreadable(folder, cause));
  if (above.includes(place)) {
    found.skipped.push(`${relative(root, folder)}: a link back to a folder above it`);
    return;
  }
  const { images, folders, broken } = await contents(folder, search.endings);
  for (const { path, reason } of broken) found.skipped.push(`${relative(root, path)}: ${reason}`);
  if (images.length > 0) {
    const name = relative(root, folder) || '.';
    const label = search.recursive ? found.folders.push(name) - 1 : 0;
    found.images.push(...images.map((path) => ({ path: relative(root, path), label })));
  }
  if (!search.recursive) return;
  for (const inner of folders) await visit(root, inner, [...above, place], search, found);
}

/** What lies in one folder. */
interface Contents {
  images: string[];
  folders: string[];
  /** Images that are links to nothing, and names by which nothing can be found. */
  broken: { path: string; reason: string }[];
}

async function contents(folder: string, endings: readonly string[]): Promise<Contents> {
  const names = await readdir(folder).catch((cause) => unreadable(folder, cause));
  const result: Contents = { images: [], folders: [], broken: [] };
  for (const name of names.sort(byCodePoints)) {
    const path = join(folder, name);
    const stats = await stat(path).catch(() => undefined);
    if (stats?.isDirectory()) result.folders.push(path);
    const isImage = endings.includes(endingOf(name));
    if (isImage && stats?.isFile()) result.images.push(path);
    if (stats !== undefined || !(isImage || isMisread(name))) continue;
    result.broken.push({ path, reason: whyGone(name) });
  }
  return result;
}

/** As `os.path.splitext` gives it: points in front make no ending. */
export function endingOf(name: string): string {
  const [, ending = ''] = /^\.*[^.].*(\.[^.]*)$/s.exec(name) ?? [];
  return ending.toLowerCase();
}

function unreadable(folder: string, cause: unknown): never {
  throw new FineTuneError('ERR_DATA', `the folder ${folder} ${whyUnreadable(cause)}`, { cause });
}

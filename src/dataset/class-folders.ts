/** The folders of classes in one folder. */

import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { FineTuneError } from '../errors.js';
import { whyUnreadable } from '../files/readable.js';
import { isImageName } from './image-endings.js';
import { entriesOf } from './visible.js';

/** A class and its images. */
export interface ClassFolder {
  /** The folder's name. */
  name: string;
  /** Relative to the folder of all classes. */
  images: string[];
}

/** What was found and is not used; paths relative to the folder of all classes. */
export interface Unused {
  /** Hidden files and folders, and what systems leave behind. */
  hidden: string[];
  /** Folders without an image. */
  empty: string[];
  /** Files beside the folders of the classes. */
  loose: string[];
  /** Files whose endings are not those of images. */
  foreign: string[];
  /** Links that lead back to a folder above them. */
  circular: string[];
}

/**
 * Lists the classes of a folder. Each of its visible folders with an image in it, however deep, is one.
 *
 * @throws {@link FineTuneError} `ERR_DATA` when a folder cannot be read, or two have the same name
 */
export async function listClasses(
  root: string,
): Promise<{ classes: ClassFolder[]; unused: Unused }> {
  const unused: Unused = { hidden: [], empty: [], loose: [], foreign: [], circular: [] };
  const classes: ClassFolder[] = [];
  for (const { name, kind, hidden } of await entriesOf(root)) {
    if (hidden) unused.hidden.push(name);
    else if (kind !== 'folder') unused.loose.push(name);
    else {
      const images: string[] = [];
      await collect(root, name, [], images, unused);
      if (images.length > 0) classes.push({ name: className(root, name), images });
      else unused.empty.push(name);
    }
  }
  refuseTwins(root, classes);
  return { classes, unused };
}

async function collect(
  root: string,
  folder: string,
  above: readonly string[],
  images: string[],
  unused: Unused,
): Promise<void> {
  const place = await realpath(join(root, folder)).catch((cause) => {
    const reason = whyUnreadable(cause);
    throw new FineTuneError('ERR_DATA', `the folder ${join(root, folder)} ${reason}`, { cause });
  });
  if (above.includes(place)) {
    unused.circular.push(folder);
    return;
  }
  for (const { name, kind, hidden } of await entriesOf(join(root, folder))) {
    const path = join(folder, name);
    if (hidden) unused.hidden.push(path);
    else if (kind === 'folder') await collect(root, path, [...above, place], images, unused);
    else if (isImageName(name)) images.push(path);
    else unused.foreign.push(path);
  }
}

/** The same name is written in several ways, depending on the system. */
function className(root: string, folder: string): string {
  if (/\p{Cc}/u.test(folder)) {
    throw new FineTuneError(
      'ERR_DATA',
      `the name of the class ${JSON.stringify(folder)} in ${root} has control characters. Rename the folder`,
    );
  }
  return folder.normalize('NFC');
}

function refuseTwins(root: string, classes: readonly ClassFolder[]): void {
  const names = classes.map(({ name }) => name);
  const twin = names.find((name, i) => names.indexOf(name) !== i);
  if (twin === undefined) return;
  throw new FineTuneError(
    'ERR_DATA',
    `${root} has two folders ${twin}, written with different characters. Rename or join them`,
  );
}

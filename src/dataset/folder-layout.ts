/** Folders of images: one folder for each class, perhaps below one for each part of the data. */

import { join } from 'node:path';
import { FineTuneError } from '../errors.js';
import { byCodePoints } from '../text/code-points.js';
import { type ClassFolder, listClasses, type Unused } from './class-folders.js';
import { visibleFolders } from './visible.js';

/** A part of the data. */
export interface FolderPart {
  /** Its folder. */
  root: string;
  /** The same, relative to the folder of all parts. */
  folder: string;
  /** In the order of the classes' labels. */
  classes: ClassFolder[];
  unused: Unused;
}

/** All parts of a folder. */
export interface FolderLayout {
  root: string;
  train: FolderPart;
  validation: FolderPart | undefined;
  test: FolderPart | undefined;
}

/** Names of the parts, in small letters. */
const TRAIN = ['train'];
const VALIDATION = ['val', 'valid', 'validation'];
const TEST = ['test'];

/**
 * Finds the parts and the classes of a folder.
 *
 * @throws {@link FineTuneError} `ERR_DATA` when it cannot be read or understood
 */
export async function readLayout(folder: string): Promise<FolderLayout> {
  const names = await visibleFolders(folder);
  const train = one(folder, names, TRAIN);
  const validation = one(folder, names, VALIDATION);
  const test = one(folder, names, TEST);
  const others = names.filter((name) => ![train, validation, test].includes(name));
  const part = async (name: string): Promise<FolderPart> => await readPart(folder, name);
  const optional = (name: string | undefined) => (name === undefined ? undefined : part(name));
  if (train !== undefined && others.length === 0) {
    return {
      root: folder,
      train: await part(train),
      validation: await optional(validation),
      test: await optional(test),
    };
  }
  if (train === undefined && others.length === 0 && names.length > 0) {
    throw new FineTuneError(
      'ERR_DATA',
      `${folder} has ${names.join(' and ')}, but no train: the images to train with must lie in ${join(folder, 'train')}`,
    );
  }
  if (train !== undefined && (await visibleFolders(join(folder, train))).length > 0) {
    throw new FineTuneError(
      'ERR_DATA',
      `${folder} has ${train} beside ${others.slice(0, 3).join(', ')}: it is not clear whether these are classes. ` +
        'Move them, or name a folder with nothing but classes',
    );
  }
  return {
    root: folder,
    train: await readPart(folder, ''),
    validation: undefined,
    test: undefined,
  };
}

async function readPart(parent: string, folder: string): Promise<FolderPart> {
  const root = join(parent, folder);
  const { classes, unused } = await listClasses(root);
  return { root, folder, classes: classes.sort((a, b) => byCodePoints(a.name, b.name)), unused };
}

/** The folder that has one of these names. */
function one(
  folder: string,
  names: readonly string[],
  wanted: readonly string[],
): string | undefined {
  const [name, second] = names.filter((candidate) => wanted.includes(candidate.toLowerCase()));
  if (second === undefined) return name;
  throw new FineTuneError(
    'ERR_DATA',
    `${folder} has both ${name} and ${second}: it is not clear which one is meant. Remove or rename one`,
  );
}

/** Names of the classes. */

import { basename } from 'node:path';
import { listFolders } from '../dataset/list-folders.js';
import { FineTuneError } from '../errors.js';
import { decodeText, readWhole, whyUnreadable } from '../files/readable.js';

/** Class names, and where they come from. */
export interface ClassNames {
  names: string[];
  source: string;
}

/**
 * Reads a file with one name per line; the first line is class 0.
 *
 * @throws {@link FineTuneError} `ERR_DATA` when it cannot be read
 */
export async function readClassNames(file: string): Promise<string[]> {
  let bytes: Buffer;
  try {
    bytes = await readWhole(file);
  } catch (cause) {
    throw new FineTuneError('ERR_DATA', `the file of class names ${file} ${whyUnreadable(cause)}`, {
      cause,
    });
  }
  const text = decodeText(bytes);
  if (text === undefined || text.includes('\0')) {
    throw new FineTuneError('ERR_DATA', `${file} is not UTF-8 text. Save the class names as UTF-8`);
  }
  const names = text.split(/\r\n|\n|\r/).map((line) => line.trim());
  while (names.at(-1) === '') names.pop();
  const empty = names.indexOf('');
  if (empty >= 0) {
    throw new FineTuneError(
      'ERR_DATA',
      `line ${empty + 1} of ${file} is empty: each class needs a name`,
    );
  }
  return names;
}

/**
 * Refuses another number of names than of classes.
 *
 * @throws {@link FineTuneError} `ERR_DATA`
 */
export function requireNameCount(file: string, names: readonly string[], classes: number): void {
  if (names.length === classes) return;
  throw new FineTuneError(
    'ERR_DATA',
    `${file} has ${names.length} class names, but there are ${classes} classes. It needs one line for each class`,
  );
}

/**
 * The names of the classes: from the given file, else from the folders in the `.lst` file beside the record file, if each
 * class has exactly one folder there, else the classes' numbers.
 *
 * @throws {@link FineTuneError} `ERR_DATA` unless the given file has exactly `numClasses` names
 */
export async function findClassNames(
  file: string | undefined,
  recordFile: string,
  numClasses: number,
): Promise<ClassNames> {
  if (file !== undefined) {
    const names = await readClassNames(file);
    requireNameCount(file, names, numClasses);
    return { names, source: file };
  }
  const list = recordFile.replace(/\.rec$/, '.lst');
  const names = list === recordFile ? undefined : await namesFromList(list, numClasses);
  if (names !== undefined) return { names, source: `the folders in ${list}` };
  return {
    names: Array.from({ length: numClasses }, (_, i) => String(i)),
    source: 'the numbers of the classes; give names with --class-names',
  };
}

/** The names of all classes that a list has; `undefined` when they have not exactly one folder each. */
export async function listedNames(file: string): Promise<string[] | undefined> {
  const folders = await listFolders(file);
  return folders === undefined ? undefined : await namesFromList(file, folders.size);
}

async function namesFromList(file: string, numClasses: number): Promise<string[] | undefined> {
  const folders = await listFolders(file);
  const paths = Array.from({ length: numClasses }, (_, label) => folders?.get(label));
  if (!paths.every((path) => path !== undefined)) return undefined;
  const names = paths.map((path) => basename(path));
  const areDifferent = (texts: readonly string[]) => new Set(texts).size === texts.length;
  if (areDifferent(names)) return names;
  // `cats/white` and `dogs/white` need their whole paths; one folder for several classes says nothing.
  return areDifferent(paths) ? paths : undefined;
}

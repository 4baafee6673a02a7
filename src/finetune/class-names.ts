/** Names of the classes. */

import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { FineTuneError } from '../errors.js';

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
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new FineTuneError('ERR_DATA', `the class names ${file} cannot be read`, { cause });
  }
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  while (lines.at(-1)?.trim() === '') lines.pop();
  return lines.map((line) => line.trim());
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
    if (names.length === numClasses) return { names, source: file };
    throw new FineTuneError(
      'ERR_DATA',
      `${file} has ${names.length} class names, but there are ${numClasses} classes`,
    );
  }
  const list = recordFile.replace(/\.rec$/, '.lst');
  const names = await namesFromList(list, numClasses);
  if (names !== undefined) return { names, source: `the folders in ${list}` };
  return {
    names: Array.from({ length: numClasses }, (_, i) => String(i)),
    source: 'the numbers of the classes; give names with --class-names',
  };
}

/** Lines of a list are: number, label, path, separated by tabs. */
async function namesFromList(file: string, numClasses: number): Promise<string[] | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    return undefined;
  }
  const folders = new Map<number, string>();
  for (const line of text.split('\n')) {
    const fields = line.trimEnd().split('\t');
    const path = fields.at(-1);
    if (fields.length !== 3 || path === undefined) continue;
    const label = Number(fields[1]);
    const folder = basename(dirname(path));
    if (folder === '.' || (folders.get(label) ?? folder) !== folder) return undefined;
    folders.set(label, folder);
  }
  const names = Array.from({ length: numClasses }, (_, label) => folders.get(label));
  return names.every((name) => name !== undefined) ? names : undefined;
}

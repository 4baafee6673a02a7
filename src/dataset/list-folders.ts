/** Which folder of images belongs to which label. */

import { basename, dirname } from 'node:path';
import { readWhole } from '../files/readable.js';
import { type Finding, placesFinding } from './finding.js';

/**
 * Reads the folders of the classes out of a list, whose lines are: number, label, path, separated by tabs.
 *
 * @returns `undefined` when there is no list, or some class has not exactly one folder
 */
export async function listFolders(file: string): Promise<Map<number, string> | undefined> {
  let text: string;
  try {
    text = (await readWhole(file)).toString('utf8');
  } catch {
    return undefined;
  }
  const folders = new Map<number, string>();
  for (const line of text.split('\n')) {
    const [, label, path, ...more] = line.trimEnd().split('\t');
    if (label === undefined || path === undefined || more.length > 0) continue;
    const known = folders.get(Number(label));
    if (known !== undefined && isDirectlyIn(known, path)) continue;
    const folder = dirname(path);
    if (folder === '.' || (known !== undefined && known !== folder)) return undefined;
    folders.set(Number(label), folder);
  }
  return folders;
}

/** Quicker than taking the path to pieces. */
function isDirectlyIn(folder: string, path: string): boolean {
  return path.lastIndexOf('/') === folder.length && path.startsWith(folder);
}

/** Labels that mean different classes in two lists. */
export async function mappingFindings(train: string, validation: string): Promise<Finding[]> {
  const [trained, measured] = [await listFolders(train), await listFolders(validation)];
  if (trained === undefined || measured === undefined) return [];
  const places = [...measured].flatMap(([label, folder]) => {
    const known = trained.get(label);
    if (known === undefined || basename(known) === basename(folder)) return [];
    return [{ reason: `${label} is ${basename(known)} and ${basename(folder)}` }];
  });
  return placesFinding(
    'class-mapping',
    'error',
    validation,
    places,
    (_count, list) => `${train} and ${validation} call classes differently: ${list}`,
    'Pack both with the same folders of classes',
  );
}

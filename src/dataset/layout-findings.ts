/** What is not used of a folder, and classes that do not go together. */

import type { Unused } from './class-folders.js';
import { type Finding, listPlaces, placesFinding, type Severity } from './finding.js';
import type { FolderLayout, FolderPart } from './folder-layout.js';

const UNUSED: readonly (readonly [kind: keyof Unused, severity: Severity, what: string])[] = [
  ['hidden', 'note', 'hidden files and folders are not looked at'],
  ['empty', 'warning', 'folders without an image are no classes'],
  ['loose', 'note', 'files beside the folders of the classes are not used'],
  ['foreign', 'note', 'files that are not called as images are not used'],
  ['circular', 'warning', 'links back to a folder above them are not followed'],
];

/** Everything about the folders themselves. */
export function layoutFindings({ train, validation, test }: FolderLayout): Finding[] {
  const parts = [train, validation, test].filter((part) => part !== undefined);
  const measured = [validation, test].filter((part) => part !== undefined);
  return [
    ...(train.classes.length === 0 ? [noClasses(train)] : []),
    ...parts.flatMap(unusedFindings),
    ...measured.flatMap((part) => unknownClasses(train, part)),
  ];
}

function unusedFindings({ root, unused }: FolderPart): Finding[] {
  return UNUSED.flatMap(([kind, severity, what]) => {
    const places = unused[kind].map((path) => ({ path }));
    const message = (_count: number, list: string) => `in ${root} ${what}: ${list}`;
    return placesFinding(`unused-${kind}`, severity, root, places, message);
  });
}

function noClasses({ root }: FolderPart): Finding {
  const message = `${root} has no folder with images: there must be one for each class`;
  return { kind: 'no-class', severity: 'error', file: root, message, count: 1, places: [] };
}

/** Nothing could be learned of them. */
function unknownClasses(train: FolderPart, { root, classes }: FolderPart): Finding[] {
  const known = new Set(train.classes.map(({ name }) => name));
  const places = classes
    .filter(({ name }) => !known.has(name))
    .map(({ name, images }) => ({ reason: `${name} (${images.length})` }));
  if (places.length === 0) return [];
  const message = `${root} has classes that ${train.root} has no image of: ${listPlaces(places)}`;
  const remedy = 'Add images to train with, or remove these folders';
  const count = places.length;
  return [{ kind: 'unknown-class', severity: 'error', file: root, message, remedy, count, places }];
}

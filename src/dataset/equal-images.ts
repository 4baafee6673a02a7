/** The same image twice, in one set or in two. */

import { createHash } from 'node:crypto';
import { are, counted } from '../text/plural.js';
import { type Finding, listPlaces, type Place, placesFinding } from './finding.js';
import type { Fingerprints } from './fingerprint.js';

/** One image, read as a whole. */
export interface WholeImage {
  bytes: Buffer;
  /** Its class, however it is called. */
  label: string;
  place: Place;
}

/** A set whose images can be read again. */
export interface ReadableSet<Item extends number | string> {
  /** The record file or folder. */
  file: string;
  prints: Fingerprints<Item>;
  read(item: Item): Promise<WholeImage>;
}

/** The same image in a set, however often. */
export async function duplicateFindings<Item extends number | string>(
  set: ReadableSet<Item>,
): Promise<Finding[]> {
  const repeated: Place[] = [];
  const contradicting: Place[] = [];
  for (const [, items] of set.prints.groups()) {
    if (items.length === 1) continue;
    for (const [first, ...others] of (await byContents(set, items)).values()) {
      for (const other of others) {
        const reason = `the same as ${textOf(first?.place)}`;
        if (other.label === first?.label) repeated.push({ ...other.place, reason });
        else
          contradicting.push({
            ...other.place,
            reason: `${other.label}, ${reason}, ${first?.label}`,
          });
      }
    }
  }
  const { file } = set;
  return [
    ...placesFinding(
      'contradiction',
      'warning',
      file,
      contradicting,
      (count, list) =>
        `${counted(count, 'image')} in ${file} ${are(count)} there with another class too: ${list}`,
    ),
    ...placesFinding(
      'duplicate',
      'note',
      file,
      repeated,
      (count, list) =>
        `${counted(count, 'image')} in ${file} ${are(count)} there more than once: ${list}`,
    ),
  ];
}

/** Images to measure with that were trained on. */
export async function leakFindings<
  TrainItem extends number | string,
  ValidationItem extends number | string,
>(train: ReadableSet<TrainItem>, validation: ReadableSet<ValidationItem>): Promise<Finding[]> {
  const leaks: Place[] = [];
  for (const [print, items] of validation.prints.groups()) {
    const candidates = train.prints.get(print);
    if (candidates.length === 0) continue;
    const known = await byContents(train, candidates);
    for (const [digest, images] of await byContents(validation, items)) {
      const [original] = known.get(digest) ?? [];
      if (original === undefined) continue;
      const reason = `the same as ${textOf(original.place)}`;
      leaks.push(...images.map(({ place }) => ({ ...place, reason })));
    }
  }
  const { file } = validation;
  return placesFinding(
    'leak',
    'warning',
    file,
    leaks,
    (count, list) =>
      `${counted(count, 'image')} of ${file} ${are(count)} in ${train.file} too, so what is measured will look too good: ${list}`,
  );
}

/** Equal fingerprints are no proof. */
async function byContents<Item extends number | string>(
  set: ReadableSet<Item>,
  items: readonly Item[],
): Promise<Map<string, WholeImage[]>> {
  const groups = new Map<string, WholeImage[]>();
  for (const item of items) {
    const image = await set.read(item);
    const digest = createHash('sha256').update(image.bytes).digest('base64');
    const equal = groups.get(digest);
    // The bytes need not be kept.
    const known = { ...image, bytes: Buffer.alloc(0) };
    if (equal === undefined) groups.set(digest, [known]);
    else equal.push(known);
  }
  return groups;
}

function textOf(place: Place = {}): string {
  return listPlaces([place]);
}

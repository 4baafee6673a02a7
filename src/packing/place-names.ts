/** What the images of a record file are called when they are unpacked. */

import { isAbsolute, join, normalize, sep } from 'node:path';
import { imageFacts } from '../io/image-facts.js';
import type { ImageHeader } from '../recordio/image-header.js';
import { isListable, type ListItem } from '../recordio/list-file.js';

/** By which names images are called. */
export interface Naming {
  /** Paths by the numbers of the records. @defaultValue folders of classes, and numbers */
  paths?: ReadonlyMap<bigint, string> | undefined;
  /** Folders of the classes. @defaultValue their labels */
  classNames?: readonly string[] | undefined;
}

/** Digits of a number that becomes a name, so that names sort as numbers do. */
const DIGITS = 8;

const ENDINGS: Readonly<Record<string, string>> = { jpeg: 'jpg', tiff: 'tif' };

/** Gives each image a place of its own. */
export class PlaceNames {
  readonly #naming: Naming;
  readonly #taken = new Set<string>();

  constructor(naming: Naming) {
    this.#naming = naming;
  }

  /**
   * @param image - its beginning
   * @returns the image's line in the list, or why it has no place
   */
  place({ id, labels }: ImageHeader, image: Buffer): ListItem | string {
    const { paths } = this.#naming;
    const path = paths === undefined ? this.#numbered(id, labels, image) : paths.get(id);
    if (path === undefined) return `its number ${id} is not in the list`;
    if (id > Number.MAX_SAFE_INTEGER) return `its number ${id} is too large for a list`;
    if (!isListable(path)) return `a list cannot hold its path ${JSON.stringify(path)}`;
    if (!isInside(path)) return `its path leads out of the folder: ${path}`;
    if (this.#taken.has(path)) return `another image has its path too: ${path}`;
    this.#taken.add(path);
    return { index: Number(id), labels, path };
  }

  /** `CLASS/NUMBER.ending`; images with several labels are in no folder. */
  #numbered(id: bigint, labels: readonly number[], image: Buffer): string {
    const [label = 0, ...more] = labels;
    const folder = more.length > 0 ? '' : (this.#naming.classNames?.[label] ?? String(label));
    const format = imageFacts(image)?.format ?? 'bin';
    const ending = ENDINGS[format] ?? format;
    const name = String(id).padStart(DIGITS, '0');
    const path = (repeated: string) => join(folder, `${name}${repeated}.${ending}`);
    // Numbers of records need not differ.
    for (let i = 1; ; i++) {
      const candidate = path(i === 1 ? '' : `-${i}`);
      if (!this.#taken.has(candidate)) return candidate;
    }
  }
}

function isInside(path: string): boolean {
  const normal = normalize(path);
  return !isAbsolute(normal) && normal !== '.' && normal.split(sep)[0] !== '..';
}

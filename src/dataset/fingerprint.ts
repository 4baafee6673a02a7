/** Finding equal images without keeping them. */

import { crc32 } from 'node:zlib';

/** Lengths are told apart up to here. */
const LENGTHS = 2 ** 20;

/** A number that equal images share, and different ones hardly ever. */
export function fingerprint(beginning: Buffer, end: Buffer, length: number): number {
  return crc32(end, crc32(beginning)) * LENGTHS + (length % LENGTHS);
}

/** Images by their fingerprints: offsets of records, or paths. */
export class Fingerprints<Item extends number | string> {
  readonly #items = new Map<number, Item | Item[]>();

  add(print: number, item: Item): void {
    const known = this.#items.get(print);
    if (known === undefined) this.#items.set(print, item);
    else if (Array.isArray(known)) known.push(item);
    else this.#items.set(print, [known, item]);
  }

  get(print: number): Item[] {
    const known = this.#items.get(print);
    if (known === undefined) return [];
    return Array.isArray(known) ? known : [known];
  }

  /** All fingerprints with their images. */
  *groups(): Generator<[print: number, items: Item[]]> {
    for (const print of this.#items.keys()) yield [print, this.get(print)];
  }
}

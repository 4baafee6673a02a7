/** `/etc/ld.so.cache`: the system's own list of libraries. */

import { readFileSync } from 'node:fs';

const MAGIC = 'glibc-ld.so.cache1.1';
const HEADER_SIZE = 48;
const ENTRY_SIZE = 24;

/**
 * Which files the system's loader knows under a name. A name may have several files, for several processors.
 *
 * @returns an empty map where there is no such cache, as with musl
 */
export function readLoaderCache(file = '/etc/ld.so.cache'): Map<string, string[]> {
  const libraries = new Map<string, string[]>();
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch {
    return libraries;
  }
  // An older format may stand before the present one; offsets count from the present one's beginning.
  const start = bytes.indexOf(MAGIC, 0, 'latin1');
  if (start < 0) return libraries;
  const cache = bytes.subarray(start);
  const count = cache.readUInt32LE(MAGIC.length);
  for (let i = 0; i < count; i++) {
    const entry = HEADER_SIZE + i * ENTRY_SIZE;
    const name = textAt(cache, cache.readUInt32LE(entry + 4));
    const path = textAt(cache, cache.readUInt32LE(entry + 8));
    const paths = libraries.get(name);
    if (paths === undefined) libraries.set(name, [path]);
    else paths.push(path);
  }
  return libraries;
}

function textAt(bytes: Buffer, offset: number): string {
  return bytes.toString('utf8', offset, bytes.indexOf(0, offset));
}

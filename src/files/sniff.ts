/** What a file really is when it is not what it should be. */

import { closeSync, openSync, readSync } from 'node:fs';

const BEGINNING = 64;

const KINDS: readonly (readonly [recognise: (text: string) => boolean, description: string])[] = [
  [(text) => text === '', 'empty'],
  [
    (text) => /^\s*<(!doctype|html|\?xml|head)/i.test(text),
    'a web page, so its download has failed: fetch it again',
  ],
  [
    (text) => /^version \S*git-lfs/.test(text),
    'a Git LFS pointer: fetch the real file with `git lfs pull`',
  ],
  [(text) => text.startsWith('PK\u0003\u0004'), 'a zip archive: unpack it first'],
  [(text) => text.startsWith('\u001f\u008b'), 'a gzip archive: unpack it first'],
  [
    (text) => text.startsWith('\0\0\0\0\0\0\u0001\u0012'),
    'a file of a big-endian machine: convert it there',
  ],
  [(text) => text.startsWith('\u00cf\u00fa\u00ed\u00fe'), 'a library of macOS'],
  [(text) => text.startsWith('MZ'), 'a library of Windows'],
  [(text) => text.startsWith('!<arch>'), 'a static library'],
];

/** Recognises frequent mistakes by a file's beginning. */
export function sniff(beginning: Uint8Array): string | undefined {
  const text = Buffer.from(beginning.subarray(0, BEGINNING)).toString('latin1');
  return KINDS.find(([recognise]) => recognise(text))?.[1];
}

/** {@link sniff} for a file of any kind; also tells text from other bytes. */
export function sniffFile(path: string): string | undefined {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(BEGINNING);
    const beginning = buffer.subarray(0, readSync(file, buffer, 0, BEGINNING, 0));
    return sniff(beginning) ?? (isText(beginning) ? 'a text' : undefined);
  } finally {
    closeSync(file);
  }
}

function isText(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte >= 32 || byte === 9 || byte === 10 || byte === 13);
}

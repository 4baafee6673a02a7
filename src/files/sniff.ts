/** What a file really is when it is not what it should be. */

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
];

/** Recognises frequent mistakes by a file's beginning. */
export function sniff(beginning: Uint8Array): string | undefined {
  const text = Buffer.from(beginning.subarray(0, 64)).toString('latin1');
  return KINDS.find(([recognise]) => recognise(text))?.[1];
}

/** Checksums of models, in the form that `sha256sum` writes and reads. */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { FineTuneError } from '../errors.js';

/** The list that may lie beside the models, directly below the base address. */
export const CHECKSUMS_FILE = 'SHA256SUMS';

/** SHA-256 by path below the base address, in lower case. */
export type Checksums = ReadonlyMap<string, string>;

/** A digest, a blank and a mark (`*` stands for binary), a path. */
const LINE = /^([0-9a-f]{64}) [ *](?:\.\/)?(.+)$/i;

/**
 * Reads a list: one digest and path a line; empty lines and those that begin with `#` do not count.
 *
 * @param source - where it comes from, for messages
 * @throws {@link FineTuneError} `ERR_CHECKPOINT_FORMAT` for a text that is no such list
 */
export function parseChecksums(text: string, source: string): Checksums {
  const checksums = new Map<string, string>();
  for (const [i, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const [, digest, path] = line.match(LINE) ?? [];
    if (digest === undefined || path === undefined) {
      throw new FineTuneError(
        'ERR_CHECKPOINT_FORMAT',
        `${source} is not a list of checksums: line ${i + 1} is not a SHA-256 in 64 hexadecimal digits, two blanks and a path. ` +
          'sha256sum makes such a list',
      );
    }
    checksums.set(path, digest.toLowerCase());
  }
  return checksums;
}

/** The SHA-256 of a file. */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

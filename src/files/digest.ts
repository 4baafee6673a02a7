/** Files by their contents. */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';

const CHUNK = 1024 * 1024;

/** The sha256 of a file, as hexadecimal digits. */
export async function digestOfFile(file: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: CHUNK })) {
    signal?.throwIfAborted();
    hash.update(chunk as Buffer);
  }
  return hash.digest('hex');
}

/** The sha256 of a text. */
export function digestOfText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** What changes when a file is written to or replaced: much cheaper than its contents. */
export async function stampOf(file: string): Promise<string> {
  const { size, mtimeNs, ctimeNs, ino, dev } = await stat(file, { bigint: true });
  return [resolve(file), size, mtimeNs, ctimeNs, ino, dev].join('\n');
}

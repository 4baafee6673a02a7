/** Files by what the file system knows of them. */

import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';

/** What changes when a file is written to or replaced: much cheaper than its contents. */
export async function stampOf(file: string): Promise<string> {
  const { size, mtimeNs, ctimeNs, ino, dev } = await stat(file, { bigint: true });
  return [resolve(file), size, mtimeNs, ctimeNs, ino, dev].join('\n');
}

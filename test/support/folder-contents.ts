/** What lies in a folder, to see whether anything has changed. */

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Every file below a folder with the digest of its contents; every folder and link by its name. */
export function folderContents(folder: string): Record<string, string> {
  const contents: Record<string, string> = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path);
    contents[name] = entry.isFile() ? digestOf(path) : entry.isDirectory() ? 'folder' : 'other';
  }
  return contents;
}

/** The sha256 of a file. */
export function digestOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** The images that a command line names. */

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What stands for standard input. */
export const STANDARD_INPUT = '-';

/** The same for yargs, which passes over a `-`. */
const STANDARD_INPUT_FILE = '/dev/stdin';

/** Arguments in which {@link STANDARD_INPUT} survives yargs. */
export function withStandardInput(argv: readonly string[]): string[] {
  return argv.map((argument) => (argument === STANDARD_INPUT ? STANDARD_INPUT_FILE : argument));
}

/** Endings of files that are taken from folders. */
const IMAGE = /\.(jpe?g|png|bmp|webp|tiff?)$/i;

/** A file as it is named; instead of a folder the images in it and in the folders below, by name. */
export async function imageNames(named: string): Promise<string[]> {
  if (named === STANDARD_INPUT_FILE) return [STANDARD_INPUT];
  const stats = await stat(named).catch(() => undefined);
  if (!stats?.isDirectory()) return [named];
  const images = await imagesBelow(named);
  // An empty folder is told like a file that cannot be read.
  return images.length > 0 ? images : [named];
}

async function imagesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory() && IMAGE.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

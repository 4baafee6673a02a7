/** The images that a command line names. */

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { findImages } from '../packing/find-images.js';

/** What stands for standard input. */
export const STANDARD_INPUT = '-';

/** The same for yargs, which passes over a `-`. */
const STANDARD_INPUT_FILE = '/dev/stdin';

/** Arguments in which {@link STANDARD_INPUT} survives yargs. */
export function withStandardInput(argv: readonly string[]): string[] {
  return argv.map((argument) => (argument === STANDARD_INPUT ? STANDARD_INPUT_FILE : argument));
}

/** Endings of files that are taken from folders. */
const ENDINGS = ['.jpg', '.jpeg', '.png', '.bmp', '.webp', '.tif', '.tiff'];

/** Images by their files. */
export interface NamedImages {
  files: string[];
  /** What was passed over in a folder, and why. */
  skipped: string[];
}

/**
 * A file as it is named; instead of a folder the images in it and in the folders below, as packing finds them.
 *
 * @throws {@link FineTuneError} `ERR_DATA` when a folder cannot be read
 */
export async function imageNames(named: string): Promise<NamedImages> {
  if (named === STANDARD_INPUT_FILE) return { files: [STANDARD_INPUT], skipped: [] };
  const stats = await stat(named).catch(() => undefined);
  if (!stats?.isDirectory()) return { files: [named], skipped: [] };
  const { images, skipped } = await findImages(named, { endings: ENDINGS, recursive: true });
  // An empty folder is told like a file that cannot be read.
  if (images.length + skipped.length === 0) return { files: [named], skipped: [] };
  return {
    files: images.map(({ path }) => join(named, path)),
    skipped: skipped.map((what) => join(named, what)),
  };
}

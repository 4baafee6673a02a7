/** The images that a command line names. */

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { findImages } from '../packing/find-images.js';
import { EXIT } from './exit-code.js';
import type { Session } from './io.js';

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

/**
 * A file as it is named; instead of a folder the images in it and in the folders below, as packing finds them. What is passed
 * over there is told, and the command ends as with images that cannot be used.
 *
 * @throws {@link FineTuneError} `ERR_DATA` when a folder cannot be read
 */
export async function imageNames(session: Session, named: string): Promise<string[]> {
  if (named === STANDARD_INPUT_FILE) return [STANDARD_INPUT];
  const stats = await stat(named).catch(() => undefined);
  if (!stats?.isDirectory()) return [named];
  const { images, skipped } = await findImages(named, { endings: ENDINGS, recursive: true });
  for (const what of skipped) {
    session.stderr.write(`mxnet-finetune: ${join(named, what)}\n`);
    session.exitCode = EXIT.data;
  }
  // An empty folder is told like a file that cannot be read.
  return images.length + skipped.length === 0
    ? [named]
    : images.map(({ path }) => join(named, path));
}

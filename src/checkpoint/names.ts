/** How the files of a checkpoint are called. */

import { readdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';

/** `PREFIX-symbol.json`, the network. */
export function symbolFile(prefix: string): string {
  return `${prefix}-symbol.json`;
}

/** `PREFIX-0007.params`, the values after an epoch. */
export function paramsFile(prefix: string, epoch: number): string {
  return `${prefix}-${epochText(epoch)}.params`;
}

/** Everything that there may be of an epoch, in the order in which it is written: who finds the record finds the rest. */
export function epochFiles(prefix: string, epoch: number): string[] {
  const start = `${prefix}-${epochText(epoch)}`;
  return [`${start}.params`, `${start}.states`, `${start}.sums`, `${start}.run.json`];
}

/** An epoch as it stands in file names: at least four digits. */
export function epochText(epoch: number): string {
  return String(epoch).padStart(4, '0');
}

/** The epochs of which there are values, in ascending order; none when the folder does not exist. */
export async function listEpochs(prefix: string): Promise<number[]> {
  // A prefix that ends with a slash names no file, only a folder.
  const start = `${prefix}-`;
  let names: string[];
  try {
    names = await readdir(dirname(start));
  } catch {
    return [];
  }
  return names
    .map((name) => epochOf(name, basename(start)))
    .filter((epoch) => epoch !== undefined)
    .sort((a, b) => a - b);
}

/**
 * The epoch in the name of a file of values, if it is written as {@link epochText} writes it.
 *
 * @param start - the last part of the prefix, with the hyphen
 */
export function epochOf(name: string, start: string): number | undefined {
  const [, digits = ''] = /^(\d+)\.params$/.exec(name.slice(start.length)) ?? [];
  const epoch = Number(digits);
  return name.startsWith(start) && epochText(epoch) === digits ? epoch : undefined;
}

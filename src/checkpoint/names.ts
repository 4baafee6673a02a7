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

/** An epoch as it stands in file names: at least four digits. */
export function epochText(epoch: number): string {
  return String(epoch).padStart(4, '0');
}

/** The epochs of which there are values, in ascending order; none when the folder does not exist. */
export async function listEpochs(prefix: string): Promise<number[]> {
  const start = `${basename(prefix)}-`;
  let names: string[];
  try {
    names = await readdir(dirname(prefix));
  } catch {
    return [];
  }
  return names
    .filter((name) => name.startsWith(start) && /^\d{4,}\.params$/.test(name.slice(start.length)))
    .map((name) => Number.parseInt(name.slice(start.length), 10))
    .sort((a, b) => a - b);
}

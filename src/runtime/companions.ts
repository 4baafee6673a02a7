/** Libraries that a CUDA build needs and that pip put beside it. */

import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';

/** Written by `mxnet-finetune install`: one library file a line, in the order of opening. */
export const COMPANIONS_FILE = 'companions.txt';

/**
 * The libraries to open before `folder/libmxnet.so`, as absolute paths. Opening them first satisfies its
 * list of needed libraries, so that no `LD_LIBRARY_PATH` is wanted.
 *
 * @internal
 */
export function findCompanions(folder: string): string[] {
  const list = join(folder, COMPANIONS_FILE);
  if (!existsSync(list)) return [];
  const lines = readFileSync(list, 'utf8').split('\n');
  const names = lines.map((line) => line.trim()).filter((line) => line !== '');
  return names.map((name) => (isAbsolute(name) ? name : join(folder, name)));
}

/** Arrays in files: the `.params` format. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { callAsync } from '../native/call.js';
import type { LoadedArrays } from '../native/contract.js';
import { mxnet } from '../runtime/library.js';
import { NDArray } from './ndarray.js';

/**
 * Reads a file of named arrays (MXNDArrayLoad), whatever version of MXNet wrote it. The file is not checked
 * beforehand: a damaged one may ask for absurd amounts of memory. Checkpoints are checked by `loadCheckpoint`.
 */
export async function loadArrays(file: string): Promise<Map<string, NDArray>> {
  return named(await callAsync(mxnet().NDArray.load(file)), file);
}

/** {@link loadArrays} from memory (MXNDArrayLoadFromBuffer; before MXNet 1.2 by way of a temporary file). */
export async function loadArraysFromBuffer(bytes: Uint8Array): Promise<Map<string, NDArray>> {
  if (!mxnet().hasFunction('MXNDArrayLoadFromBuffer')) return await loadThroughFile(bytes);
  return named(await callAsync(mxnet().NDArray.loadBuffer(bytes)), 'the buffer');
}

/**
 * Writes named arrays (MXNDArraySave), straight into `file`: not atomic. Checkpoints are written whole or not
 * at all by `saveCheckpoint`.
 */
export async function saveArrays(
  file: string,
  arrays: ReadonlyMap<string, NDArray>,
): Promise<void> {
  const natives = [...arrays.values()].map((array) => array.native);
  await callAsync(mxnet().NDArray.save(file, natives, [...arrays.keys()]));
}

async function loadThroughFile(bytes: Uint8Array): Promise<Map<string, NDArray>> {
  const folder = await mkdtemp(join(tmpdir(), 'mxnet-finetune-'));
  try {
    const file = join(folder, 'buffer.params');
    await writeFile(file, bytes);
    return await loadArrays(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function named(loaded: LoadedArrays, source: string): Map<string, NDArray> {
  const arrays = loaded.arrays.map((native) => new NDArray(native));
  if (loaded.names.length !== arrays.length) {
    for (const array of arrays) array.dispose();
    throw new TypeError(`${source} holds ${arrays.length} arrays but ${loaded.names.length} names`);
  }
  const byName = new Map<string, NDArray>();
  for (const [i, array] of arrays.entries()) {
    const name = loaded.names[i] as string;
    // As in Python, the later one of two with the same name counts.
    byName.get(name)?.dispose();
    byName.set(name, array);
  }
  return byName;
}

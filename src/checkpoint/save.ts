/** Writing checkpoints. */

import { mkdir, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FineTuneError, MXNetError } from '../errors.js';
import { testWriting, writeAtomically, writeFileAtomically } from '../files/atomic-write.js';
import { bytesPerElement } from '../ndarray/dtype.js';
import { saveArrays } from '../ndarray/named-arrays.js';
import type { NDArray } from '../ndarray/ndarray.js';
import type { Symbol } from '../symbol/symbol.js';
import { paramsFile, symbolFile } from './names.js';

/** What is written. */
export interface CheckpointContents {
  symbol: Symbol;
  argParams: ReadonlyMap<string, NDArray>;
  auxParams: ReadonlyMap<string, NDArray>;
}

/**
 * Writes `PREFIX-symbol.json` and `PREFIX-%04d.params` (`mx.model.save_checkpoint`), with the bytes that Python writes. Each
 * file is there whole or not at all; an earlier one of that name stays until then.
 *
 * @returns the name of the params file
 * @throws {@link FineTuneError} `ERR_OUTPUT` when the files cannot be written
 */
export async function saveCheckpoint(
  prefix: string,
  epoch: number,
  { symbol, argParams, auxParams }: CheckpointContents,
): Promise<string> {
  const arrays = new Map<string, NDArray>();
  for (const [name, array] of argParams) arrays.set(`arg:${name}`, array);
  for (const [name, array] of auxParams) arrays.set(`aux:${name}`, array);
  const json = await symbol.toJson();
  const file = paramsFile(prefix, epoch);
  await reporting(file, async () => {
    await writeFileAtomically(symbolFile(prefix), json);
    await writeAtomically(file, (temporary) => saveParams(temporary, arrays));
  });
  return file;
}

/**
 * Makes the folder of a prefix and tries to write into it.
 *
 * @throws {@link FineTuneError} `ERR_OUTPUT`
 */
export async function prepareOutput(prefix: string): Promise<void> {
  await reporting(`${prefix}-*`, async () => {
    await mkdir(dirname(prefix), { recursive: true });
    await testWriting(prefix);
  });
}

/** libmxnet does not notice everything that a full disk cuts off, so room and length are checked. */
async function saveParams(file: string, arrays: ReadonlyMap<string, NDArray>): Promise<void> {
  const expected = expectedBytes(arrays);
  await requireRoom(file, expected);
  try {
    await saveArrays(file, arrays);
  } catch (error) {
    await requireRoom(file, expected);
    throw error;
  }
  const { size } = await stat(file);
  if (size < expected) throw new NoSpace(expected, size);
}

async function requireRoom(file: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(dirname(file));
  if (bavail * bsize < bytes) throw new NoSpace(bytes, bavail * bsize);
}

class NoSpace extends Error {
  constructor(needed: number, available: number) {
    super(`${needed} bytes are needed, there is room for ${available}`);
  }
}

/** The length of the file that MXNDArraySave writes: records of version 2 and their names. */
function expectedBytes(arrays: ReadonlyMap<string, NDArray>): number {
  let bytes = 24 + 8;
  for (const [name, array] of arrays) {
    const head = 4 + 4 + 4 + 8 * array.shape.length + 8 + 4;
    bytes += head + array.size * bytesPerElement(array.dtype) + 8 + Buffer.byteLength(name);
  }
  return bytes;
}

/** Turns what the system says into an error that names the file and the way out. */
async function reporting(target: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (cause instanceof NoSpace || code === 'ENOSPC' || code === 'EDQUOT') {
      const detail = cause instanceof NoSpace ? `: ${cause.message}` : '';
      throw new FineTuneError(
        'ERR_OUTPUT',
        `the disk is full while writing ${target}${detail}. Make room, or choose another --model-prefix`,
        { cause },
      );
    }
    if (code !== undefined || cause instanceof MXNetError) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new FineTuneError(
        'ERR_OUTPUT',
        `cannot write ${target}: ${reason}. Check the folder's permissions, or choose another --model-prefix`,
        { cause },
      );
    }
    throw cause;
  }
}

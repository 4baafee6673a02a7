/** Writing checkpoints. */

import { statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileOf, type PendingFile, writeTogether } from '../files/atomic-write.js';
import { checksumOf, checksumOfContent } from '../files/checksum.js';
import { bytesPerElement } from '../ndarray/dtype.js';
import { saveArrays } from '../ndarray/named-arrays.js';
import type { NDArray } from '../ndarray/ndarray.js';
import type { Symbol } from '../symbol/symbol.js';
import { paramsFile, symbolFile } from './names.js';
import { NoSpace, reporting } from './output-error.js';
import { readParamsDirectory } from './params-directory.js';
import { type Recipe, recipeFile, recipeText } from './recipe.js';

/** What is written. */
export interface CheckpointContents {
  symbol: Symbol;
  argParams: ReadonlyMap<string, NDArray>;
  auxParams: ReadonlyMap<string, NDArray>;
  /** Written beside the network, when it is given. */
  recipe?: Recipe | undefined;
  /** More files, which get their names last. @internal */
  beside?: ((written: WrittenFiles) => readonly PendingFile[]) | undefined;
}

/** What has been written under temporary names, for files that are written behind them. */
export interface WrittenFiles {
  /** SHA-256 of the network. */
  symbol: string;
  /** SHA-256 of the values; once they are written. */
  params: () => string;
}

/**
 * Writes `PREFIX-symbol.json` and `PREFIX-%04d.params` (`mx.model.save_checkpoint`), with the bytes that Python writes. All
 * files are there whole or not at all; when one cannot be written, earlier ones of these names stay.
 *
 * @returns the name of the params file
 * @throws {@link FineTuneError} `ERR_OUTPUT` when the files cannot be written
 */
export async function saveCheckpoint(
  prefix: string,
  epoch: number,
  contents: CheckpointContents,
): Promise<string> {
  const { symbol, argParams, auxParams, recipe, beside } = contents;
  const arrays = new Map<string, NDArray>();
  for (const [name, array] of argParams) arrays.set(`arg:${name}`, array);
  for (const [name, array] of auxParams) arrays.set(`aux:${name}`, array);
  const file = paramsFile(prefix, epoch);
  const json = await symbol.toJson();
  const files: PendingFile[] = [fileOf(symbolFile(prefix), json)];
  if (recipe !== undefined) files.push(fileOf(recipeFile(prefix), recipeText(recipe)));
  const values = { file, write: (temporary: string) => saveParams(temporary, arrays) };
  if (beside === undefined) {
    files.push(values);
  } else {
    const params = new ChecksummedFile(values);
    const written = { symbol: checksumOfContent(json), params: () => params.checksum };
    files.push(params, ...beside(written));
  }
  await reporting(file, () => writeTogether(files));
  return file;
}

/** A file whose checksum is known when it has been written. */
export class ChecksummedFile implements PendingFile {
  readonly file: string;
  readonly #write: PendingFile['write'];
  #checksum = '';

  constructor({ file, write }: PendingFile) {
    this.file = file;
    this.#write = write;
  }

  /** SHA-256; empty before it is written. */
  get checksum(): string {
    return this.#checksum;
  }

  write = async (temporary: string): Promise<void> => {
    await this.#write(temporary);
    this.#checksum = await checksumOf(temporary);
  };
}

/**
 * Writes named arrays, and makes sure that they have arrived: libmxnet does not notice everything that a full disk cuts off, so room
 * and structure are checked.
 */
export async function saveParams(
  file: string,
  arrays: ReadonlyMap<string, NDArray>,
): Promise<void> {
  const bytes = leastBytes(arrays);
  await requireRoom(file, bytes);
  try {
    // libmxnet would take a part of a relative path for the name of a protocol.
    await saveArrays(resolve(file), arrays);
    await readParamsDirectory(file);
  } catch (error) {
    await requireRoom(file, bytes);
    throw error;
  }
}

async function requireRoom(file: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(dirname(file));
  if (bavail * bsize < bytes) throw new NoSpace(bytes, bavail * bsize);
}

/** The length of the file that MXNDArraySave writes, without the values of sparse arrays. */
function leastBytes(arrays: ReadonlyMap<string, NDArray>): number {
  let bytes = 24 + 8;
  for (const [name, array] of arrays) {
    const head = 4 + 4 + 4 + 8 * array.shape.length + 8 + 4;
    const values = array.storageType === 'default' ? array.size * bytesPerElement(array.dtype) : 0;
    bytes += head + values + 8 + Buffer.byteLength(name);
  }
  return bytes;
}

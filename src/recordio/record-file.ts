/** Record files with their indexes. */

import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { fileOf, removeStaleTemporaries, writeTogether } from '../files/atomic-write.js';
import { framed } from './encode.js';

/** Bytes that are written at once. */
const CHUNK = 1024 * 1024;

/** A record before it is framed. */
export interface NewRecord {
  /** By which the index knows it. */
  key: number | bigint;
  payload: Buffer;
}

/** The index file of a record file. */
export function indexFile(recordFile: string): string {
  return `${withoutEnding(recordFile)}.idx`;
}

/** The list that a record file was made from, by its name. */
export function listFile(recordFile: string): string {
  return `${withoutEnding(recordFile)}.lst`;
}

function withoutEnding(recordFile: string): string {
  return recordFile.replace(/\.rec$/, '');
}

/**
 * Writes a record file and its index beside it, both whole or not at all; what killed processes have left of them goes.
 *
 * @returns the number of records
 */
export async function writeRecordFile(
  file: string,
  records: AsyncIterable<NewRecord>,
): Promise<number> {
  const index: string[] = [];
  const writeRecords = async (temporary: string) => {
    await using handle = await open(temporary, 'wx');
    const writer = new ChunkWriter(handle);
    for await (const { key, payload } of records) {
      index.push(`${key}\t${writer.position}\n`);
      for (const piece of framed(payload)) await writer.write(piece);
    }
    await writer.flush();
  };
  // They can be as large as the whole file.
  const names = [file, indexFile(file)].map((name) => `${basename(name)}.`);
  await removeStaleTemporaries(dirname(file), names);
  const writeIndex = (temporary: string) => fileOf(temporary, index.join('')).write(temporary);
  await writeTogether([
    { file, write: writeRecords },
    { file: indexFile(file), write: writeIndex },
  ]);
  return index.length;
}

/** Collects small pieces. */
class ChunkWriter {
  /** Where the next piece will lie. */
  position = 0;
  readonly #handle: FileHandle;
  #pieces: Buffer[] = [];
  #bytes = 0;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  async write(piece: Buffer): Promise<void> {
    this.#pieces.push(piece);
    this.#bytes += piece.length;
    this.position += piece.length;
    if (this.#bytes >= CHUNK) await this.flush();
  }

  async flush(): Promise<void> {
    const bytes = Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#bytes = 0;
    await this.#handle.writeFile(bytes);
  }
}

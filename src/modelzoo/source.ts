/** The folder of models that a base address names: on a server or on this machine. */

import { constants } from 'node:fs';
import { copyFile, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FineTuneError } from '../errors.js';
import { CHECKSUMS_FILE, type Checksums, parseChecksums } from './checksums.js';
import { type DownloadOptions, download } from './download.js';
import { PartialFile, writing } from './partial-file.js';

/** Where files come from. */
export interface ModelSource {
  /** The address of a file, by its path below the base. */
  addressOf(path: string): string;
  /** The checksums that lie beside the models; none when there is no such list. `folder` is for files in between. */
  checksums(folder: string, options: DownloadOptions): Promise<Checksums>;
  /** Fetches a file into `target.part`. */
  fetch(path: string, target: string, options: DownloadOptions): Promise<PartialFile>;
}

/** The source behind a base address. */
export function modelSource(base: URL): ModelSource {
  return base.protocol === 'file:' ? new FolderSource(base) : new ServerSource(base);
}

class ServerSource implements ModelSource {
  readonly #base: URL;

  constructor(base: URL) {
    this.#base = base;
  }

  addressOf(path: string): string {
    return new URL(path, this.#base).href;
  }

  async checksums(folder: string, options: DownloadOptions): Promise<Checksums> {
    let file: PartialFile;
    try {
      file = await this.fetch(CHECKSUMS_FILE, join(folder, CHECKSUMS_FILE), options);
    } catch (error) {
      if (error instanceof FineTuneError && error.code === 'ERR_CHECKPOINT_NOT_FOUND') {
        return new Map();
      }
      throw error;
    }
    const text = await readFile(file.path, 'utf8');
    await file.discard();
    return parseChecksums(text, this.addressOf(CHECKSUMS_FILE));
  }

  async fetch(path: string, target: string, options: DownloadOptions): Promise<PartialFile> {
    return await download(new URL(path, this.#base), target, options);
  }
}

class FolderSource implements ModelSource {
  readonly #base: URL;

  constructor(base: URL) {
    this.#base = base;
  }

  addressOf(path: string): string {
    return fileURLToPath(new URL(path, this.#base));
  }

  async checksums(): Promise<Checksums> {
    const file = this.addressOf(CHECKSUMS_FILE);
    try {
      return parseChecksums(await readFile(file, 'utf8'), file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Map();
      throw error;
    }
  }

  async fetch(
    path: string,
    target: string,
    { signal, onProgress }: DownloadOptions,
  ): Promise<PartialFile> {
    const from = this.addressOf(path);
    signal?.throwIfAborted();
    const size = await sizeOf(from);
    const file = new PartialFile(target);
    await file.discard();
    onProgress?.(0, size);
    await writing(file.path, () => copyFile(from, file.path, constants.COPYFILE_FICLONE));
    onProgress?.(size, size);
    return file;
  }
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (cause) {
    throw new FineTuneError(
      'ERR_CHECKPOINT_NOT_FOUND',
      `there is no ${file}: the folder that --modelzoo-url names must be laid out as the server was, or use: mxnet-finetune modelzoo add NAME PREFIX EPOCH`,
      { cause },
    );
  }
}

/** A file that has not arrived whole yet, and what is needed to go on with it. */

import { readFileSync, statSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { FineTuneError } from '../errors.js';

/** What the server said of the file when its download began. */
interface PartialState {
  url: string;
  /** A strong ETag, or a date: the server is asked for the rest of exactly this file. */
  validator: string;
}

/** The beginning of a download in a workspace. */
export class PartialFile {
  readonly #data: string;
  readonly #state: string;
  readonly #target: string;

  /** @param target - where the file stands when it is whole */
  constructor(target: string) {
    this.#target = target;
    this.#data = `${target}.part`;
    this.#state = `${target}.part.json`;
  }

  /** Where the bytes are until then. */
  get path(): string {
    return this.#data;
  }

  /** How many there are. */
  get bytes(): number {
    return statSync(this.#data, { throwIfNoEntry: false })?.size ?? 0;
  }

  /** How many bytes are there of what an address delivers, and how to ask for the rest of the same. */
  resumable(url: URL): { bytes: number; validator: string } | undefined {
    const { bytes } = this;
    const state = this.#readState();
    if (bytes === 0 || state?.url !== url.href) return undefined;
    return { bytes, validator: state.validator };
  }

  /** Forgets what is there; `validator` is `undefined` when the server gives no means to go on later. */
  async begin(url: URL, validator: string | undefined): Promise<void> {
    await this.discard();
    await writing(this.#data, () => writeFile(this.#data, ''));
    if (validator === undefined) return;
    const state: PartialState = { url: url.href, validator };
    await writing(this.#state, () => writeFile(this.#state, JSON.stringify(state)));
  }

  async discard(): Promise<void> {
    await rm(this.#data, { force: true });
    await rm(this.#state, { force: true });
  }

  /** The file is whole and right. */
  async complete(): Promise<void> {
    await writing(this.#target, () => rename(this.#data, this.#target));
    await rm(this.#state, { force: true });
  }

  #readState(): PartialState | undefined {
    try {
      const state = JSON.parse(readFileSync(this.#state, 'utf8')) as Partial<PartialState>;
      const { url, validator } = state;
      return typeof url === 'string' && typeof validator === 'string'
        ? { url, validator }
        : undefined;
    } catch {
      return undefined;
    }
  }
}

/** Turns what the system says about a file that is being written into an error that tells what to do. */
export async function writing<Result>(file: string, write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (cause) {
    throw writeError(file, cause);
  }
}

/** The error for a file that cannot be written; one that is explained already stays as it is. */
export function writeError(file: string, cause: unknown): unknown {
  if (!(cause instanceof Error) || !('syscall' in cause)) return cause;
  return new FineTuneError(
    'ERR_OUTPUT',
    `cannot write ${file}: ${cause.message}. Make room, check the folder's permissions, or choose another cache folder with MXNET_FINETUNE_CACHE`,
    { cause },
  );
}

/** Where the results of a run go. */

import { mkdir, rmdir } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { removeStaleTemporaries, requireNoFolder, testWriting } from '../files/atomic-write.js';
import { symbolFile } from './names.js';
import { reporting } from './output-error.js';
import { EPOCH_NAMES, pointerLink } from './pointers.js';
import { lockFile, PrefixLock } from './prefix-lock.js';
import { recipeFile } from './recipe.js';

/** No file of a prefix has a longer name. */
const LONGEST = '0000+000000.run.json';

/** The folder of a prefix, ready to be written into by this run and no other. */
export class OutputFolder implements Disposable {
  readonly #folder: string;
  /** The uppermost folder that did not exist before. */
  readonly #made: string | undefined;
  #lock: PrefixLock | undefined;
  #removed: readonly string[] = [];

  private constructor(folder: string, made: string | undefined) {
    this.#folder = folder;
    this.#made = made;
  }

  /**
   * Makes the folder of a prefix, tries to write into it, and keeps others from doing so.
   *
   * @throws {@link FineTuneError} `ERR_OUTPUT`
   */
  static async prepare(prefix: string): Promise<OutputFolder> {
    // A prefix that ends with a slash names no file, only a folder.
    const start = `${prefix}-`;
    const folder = resolve(dirname(start));
    return await reporting(`${start}*`, async () => {
      const output = new OutputFolder(folder, await mkdir(folder, { recursive: true }));
      try {
        await testWriting(`${start}${LONGEST}`);
        const pointers = EPOCH_NAMES.map((name) => pointerLink(prefix, name));
        for (const file of [symbolFile(prefix), recipeFile(prefix), ...pointers]) {
          await requireNoFolder(file);
        }
        output.#lock = await PrefixLock.acquire(prefix);
        output.#removed = await removeStaleTemporaries(folder, [
          basename(start),
          `${basename(lockFile(prefix))}.`,
          // What was to become the right to take a lock over.
          `.${basename(lockFile(prefix))}.`,
        ]);
        return output;
      } catch (error) {
        await output.abandon();
        throw error;
      }
    });
  }

  /** What killed runs had left there. */
  get removed(): readonly string[] {
    return this.#removed;
  }

  /** Whose lock was taken over, in words. */
  get tookOver(): string | undefined {
    return this.#lock?.tookOver;
  }

  /** Others may write there. */
  [Symbol.dispose](): void {
    this.#lock?.[Symbol.dispose]();
  }

  /** Takes away the folders that were made, as far as nothing lies in them. */
  async abandon(): Promise<void> {
    this[Symbol.dispose]();
    if (this.#made === undefined) return;
    const end = dirname(this.#made);
    for (let folder = this.#folder; folder !== end; folder = dirname(folder)) {
      try {
        await rmdir(folder);
      } catch {
        return;
      }
    }
  }
}

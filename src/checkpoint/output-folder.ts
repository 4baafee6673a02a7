/** Where the results of a run go. */

import { mkdir, rmdir } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { removeStaleTemporaries, requireNoFolder, testWriting } from '../files/atomic-write.js';
import { symbolFile } from './names.js';
import { reporting } from './output-error.js';
import { recipeFile } from './recipe.js';

/** The folder of a prefix, ready to be written into. */
export class OutputFolder {
  /** What killed runs had left there. */
  readonly removed: readonly string[];
  readonly #folder: string;
  /** The uppermost folder that did not exist before. */
  readonly #made: string | undefined;

  private constructor(folder: string, made: string | undefined, removed: readonly string[]) {
    this.#folder = folder;
    this.#made = made;
    this.removed = removed;
  }

  /**
   * Makes the folder of a prefix, and tries to write into it.
   *
   * @throws {@link FineTuneError} `ERR_OUTPUT`
   */
  static async prepare(prefix: string): Promise<OutputFolder> {
    // A prefix that ends with a slash names no file, only a folder.
    const start = `${prefix}-`;
    const folder = resolve(dirname(start));
    return await reporting(`${start}*`, async () => {
      const made = await mkdir(folder, { recursive: true });
      const output = new OutputFolder(folder, made, []);
      try {
        await testWriting(start);
        for (const file of [symbolFile(prefix), recipeFile(prefix)]) await requireNoFolder(file);
        const removed = await removeStaleTemporaries(folder, basename(start));
        return new OutputFolder(folder, made, removed);
      } catch (error) {
        await output.abandon();
        throw error;
      }
    });
  }

  /** Takes away the folders that were made, as far as nothing lies in them. */
  async abandon(): Promise<void> {
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

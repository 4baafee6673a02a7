/** What is remembered of record files, by their contents. */

import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../files/atomic-write.js';
import { checksumOfContent } from '../files/checksum.js';
import { isMissing, readWhole } from '../files/readable.js';
import { makeStaging, moveIntoPlace, removeAbandoned } from '../files/staging.js';
import { copyRecords } from './copy-records.js';
import { type Faults, findFaults } from './decode-records.js';
import { knownDigest } from './known-digests.js';
import type { RecordReport } from './record-report.js';

/** Raised when images are judged by other rules. */
const FORMAT = 1;

/** The copy without bad records. */
const COPY = 'images.rec';

/** One record file in the cache. */
export class RecordCache {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Finds the place of a record file.
   *
   * @param cache - the folder of everything that is remembered
   */
  static async of(file: string, cache: string, signal?: AbortSignal): Promise<RecordCache> {
    const digest = await knownDigest(file, cache, signal);
    return new RecordCache(join(cache, 'records', `${digest}-${FORMAT}`));
  }

  /** Whether {@link RecordCache.faults} knows already. */
  isDecoded(): boolean {
    return existsSync(this.#memory());
  }

  /** {@link findFaults}, once for equal files. */
  async faults(file: string, signal?: AbortSignal): Promise<Faults> {
    const memory = this.#memory();
    const known = await readWhole(memory).catch((error) =>
      isMissing(error) ? undefined : Promise.reject(error),
    );
    if (known !== undefined) return new Map(JSON.parse(known.toString('utf8')));
    const faults = await findFaults(file, { signal });
    await mkdir(this.#folder, { recursive: true });
    await writeFileAtomically(memory, JSON.stringify([...faults]));
    return faults;
  }

  /**
   * The record file without its bad records, with an index beside it; made once for equal files.
   *
   * @returns the path of the new record file
   */
  async usable({ file, bad }: RecordReport, signal?: AbortSignal): Promise<string> {
    // Which images those are depends on the library too.
    const places = bad.map(({ offset, end }) => `${offset} ${end}`).join('\n');
    const target = join(this.#folder, `usable-${checksumOfContent(places)}`);
    const copy = join(target, COPY);
    if (existsSync(copy)) return copy;
    await mkdir(this.#folder, { recursive: true });
    await removeAbandoned(target);
    const staging = await makeStaging(target);
    try {
      const offsets = new Set(bad.map(({ offset }) => offset));
      await copyRecords(file, join(staging, COPY), offsets, signal);
      await moveIntoPlace(staging, target, () => existsSync(copy));
    } finally {
      await rm(staging, { recursive: true, force: true });
    }
    return copy;
  }

  #memory(): string {
    return join(this.#folder, 'faults.json');
  }
}

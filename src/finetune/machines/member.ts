/** A worker among several machines. */

import { FineTuneError } from '../../errors.js';
import { readJob } from '../../kvstore/job.js';
import type { KVStore } from '../../kvstore/kvstore.js';
import { startServerProfiles, stopServerProfiles } from '../../kvstore/server-profile.js';
import { openLibrary } from '../../runtime/library.js';
import { type Logger, SILENT } from '../../runtime/logger.js';
import { requireDevices } from '../../runtime/require-devices.js';
import { counted } from '../../text/plural.js';
import { openStore } from '../fit-settings.js';
import { requireHalfPrecision } from '../half-precision.js';
import type { RunSettings } from '../options.js';
import { requireLibrary } from '../require-library.js';
import type { SavedState } from '../resume/find-state.js';
import { requireSameBegin } from './require-same-begin.js';
import { workerSettings } from './worker-names.js';

/** What {@link Member.join} has around it. */
export interface MemberContext {
  logger?: Logger;
  signal?: AbortSignal | undefined;
}

/**
 * Stores of this process that have not been left. To free one is to wait for the other machines, which those whose run has failed
 * must not do, nor the garbage collector for them.
 */
const joined = new Set<KVStore>();

/** This process as one of the workers that train together. */
export class Member {
  readonly store: KVStore;
  readonly rank: number;
  readonly workers: number;
  /** Those of this worker, with its own names. */
  readonly settings: RunSettings;
  readonly #signal: AbortSignal | undefined;

  private constructor(store: KVStore, settings: RunSettings, signal: AbortSignal | undefined) {
    this.store = store;
    this.rank = store.rank;
    this.workers = store.workers;
    this.settings = settings;
    this.#signal = signal;
  }

  /**
   * Waits until all machines of the job have found each other.
   *
   * @param settings - have been checked
   * @throws {@link FineTuneError} `ERR_OPTION` for a job that is not described; the signal's reason when it has fired
   */
  static async join(
    settings: RunSettings,
    { logger = SILENT, signal }: MemberContext,
  ): Promise<Member> {
    const { role, workers, servers, scheduler } = readJob();
    if (role !== 'worker') {
      throw new FineTuneError(
        'ERR_OPTION',
        `DMLC_ROLE is ${role}: this process is no worker, and trains nothing. Call serveKVStore() here`,
      );
    }
    await openLibrary();
    requireDevices(settings.devices);
    requireHalfPrecision(settings);
    requireLibrary(settings);
    logger.info(
      `Waiting until ${counted(workers, 'worker')} and ${counted(servers, 'server')} have come to the scheduler at ${scheduler}`,
    );
    signal?.throwIfAborted();
    const store = await orAborted(openStore(settings), signal);
    joined.add(store);
    logger.info(`This is worker ${store.rank} of ${store.workers}`);
    const member = new Member(store, await workerSettings(settings, store), signal);
    if (member.#profilesServers) {
      await orAborted(startServerProfiles(store, settings.profileServerSuffix), signal);
    }
    return member;
  }

  /** One worker speaks for all. */
  get #profilesServers(): boolean {
    return this.rank === 0 && this.settings.profileServerSuffix !== '';
  }

  /**
   * Makes sure that all workers go on with the same state.
   *
   * @throws {@link FineTuneError} `ERR_CHECKPOINT_MISMATCH`
   */
  async requireSameBegin(state: SavedState | undefined): Promise<void> {
    await orAborted(requireSameBegin(this.store, state), this.#signal);
  }

  /** Waits until all workers have come to the end of their runs. */
  async leave(): Promise<void> {
    await orAborted(this.store.barrier(), this.#signal);
    if (this.#profilesServers) await orAborted(stopServerProfiles(this.store), this.#signal);
    joined.delete(this.store);
    this.store.dispose();
  }
}

/** The result of what waits for other machines, which may wait for ever: the signal ends it here, if not there. */
async function orAborted<Result>(
  work: Promise<Result>,
  signal: AbortSignal | undefined,
): Promise<Result> {
  if (signal === undefined) return await work;
  let abort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

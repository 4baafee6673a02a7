/** A worker among several machines. */

import { FineTuneError } from '../../errors.js';
import { readJob } from '../../kvstore/job.js';
import type { KVStore } from '../../kvstore/kvstore.js';
import { startServerProfiles, stopServerProfiles } from '../../kvstore/server-profile.js';
import type { Module } from '../../module/module.js';
import { openLibrary } from '../../runtime/library.js';
import { type Logger, SILENT } from '../../runtime/logger.js';
import { requireDevices } from '../../runtime/require-devices.js';
import { waitAll } from '../../runtime/wait-all.js';
import { counted } from '../../text/plural.js';
import { openStore } from '../fit-settings.js';
import { requireHalfPrecision } from '../half-precision.js';
import type { RunSettings } from '../options.js';
import { requireLibrary } from '../require-library.js';
import type { SavedState } from '../resume/find-state.js';
import { type Agreement, agree, type Begin, describedBegin, isBehind } from './agreement.js';
import { orAborted } from './or-aborted.js';
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
  readonly #logger: Logger;
  readonly #signal: AbortSignal | undefined;
  /** What all workers know of each other; nothing yet. */
  #agreement: Agreement | undefined;
  #hasStopped = false;

  private constructor(
    store: KVStore,
    settings: RunSettings,
    { logger = SILENT, signal }: MemberContext,
  ) {
    this.store = store;
    this.rank = store.rank;
    this.workers = store.workers;
    this.settings = settings;
    this.#logger = logger;
    this.#signal = signal;
  }

  /**
   * Waits until all machines of the job have found each other.
   *
   * @param settings - have been checked
   * @throws {@link FineTuneError} `ERR_OPTION` for a job that is not described; the signal's reason when it has fired
   */
  static async join(settings: RunSettings, context: MemberContext): Promise<Member> {
    const { logger = SILENT, signal } = context;
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
    const opening = openStore(settings).then((store) => {
      joined.add(store);
      return store;
    });
    const store = await orAborted(opening, signal);
    logger.info(`This is worker ${store.rank} of ${store.workers}`);
    return new Member(store, await workerSettings(settings, store), context);
  }

  /**
   * Waits until all workers are ready to train, and makes sure that they go on with the same.
   *
   * @throws {@link FineTuneError} `ERR_JOB`, `ERR_CHECKPOINT_MISMATCH`
   */
  async begin(state: SavedState | undefined): Promise<void> {
    const { hasFailed, differs, first } = await this.#agree(state);
    if (hasFailed) {
      throw new FineTuneError(
        'ERR_JOB',
        'another worker cannot begin; its own messages tell why. Without it nobody trains',
      );
    }
    if (differs) {
      throw new FineTuneError(
        'ERR_CHECKPOINT_MISMATCH',
        `not all workers go on with what the first one goes on with, which is ${first}; here it is ${describedBegin(state)}. ` +
          'Copy PREFIX-*.run.json, .states and .params of each worker to where it runs, or begin under another --model-prefix',
      );
    }
    if (this.#profilesServers) {
      const { profileServerSuffix } = this.settings;
      await orAborted(startServerProfiles(this.store, profileServerSuffix), this.#signal);
    }
  }

  /**
   * Stops a training whose weights are not finite any more: with the same update they are so on all workers, and each sees it in
   * this batch or in the next. Waits until all have, so that the job ends in good order.
   *
   * @param module - one more update of it may be waited for
   */
  async stop(module: Module, why: string): Promise<void> {
    const { gcType, optimizer } = this.settings;
    // These keep from the others what is not finite.
    if (gcType !== 'none' || optimizer.toLowerCase() === 'signum') return;
    this.#logger.warning(`This worker stops, and waits until the others do: ${why}`);
    const updates = module.optimizer?.numUpdate ?? 0;
    if (await orAborted(isBehind(this.store, updates), this.#signal)) module.update();
    this.#hasStopped = true;
  }

  /** All epochs are over: nobody waits for gradients any more. */
  trained(): void {
    this.#hasStopped = true;
  }

  /** Waits until all workers have come to the end of their runs. */
  async leave(): Promise<void> {
    if (this.#agreement === undefined) await this.begin(undefined);
    await orAborted(this.store.barrier(), this.#signal);
    if (this.#profilesServers) await orAborted(stopServerProfiles(this.store), this.#signal);
    await this.#free();
  }

  /**
   * Ends a run that has failed. As long as nobody trains, the others are told, and the job ends in good order; later they wait for
   * gradients that do not come, and nobody can wait for them.
   */
  async giveUp(error: unknown): Promise<void> {
    if (this.#signal?.aborted === true) return;
    if (this.#agreement === undefined) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#logger.warning(`This worker cannot begin, and waits to tell the others: ${reason}`);
      await this.#agree('failed');
    }
    if (this.#isTraining) return;
    await orAborted(this.store.barrier(), this.#signal);
    await this.#free();
  }

  async #agree(begin: Begin): Promise<Agreement> {
    const agreement = await orAborted(agree(this.store, begin), this.#signal);
    this.#agreement = agreement;
    return agreement;
  }

  get #isTraining(): boolean {
    const { hasFailed, differs } = this.#agreement ?? { hasFailed: false, differs: false };
    return !(hasFailed || differs || this.#hasStopped);
  }

  /** One worker speaks for all. */
  get #profilesServers(): boolean {
    return this.rank === 0 && this.settings.profileServerSuffix !== '';
  }

  /** To free a store takes its turn among what waits; so does whoever waits for it. */
  async #free(): Promise<void> {
    joined.delete(this.store);
    this.store.dispose();
    await orAborted(waitAll(), this.#signal);
  }
}

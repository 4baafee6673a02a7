/** The checkpoint of a run, loaded before its turn. */

import { type Checkpoint, loadCheckpoint } from '../checkpoint/load.js';
import type { RunSettings } from './options.js';

type Named = Pick<RunSettings, 'pretrainedModel' | 'loadEpoch'>;

/**
 * A checkpoint that begins to be read while libmxnet is opened, which takes longer. What is wrong with it is told to whoever takes
 * it. Disposing lets go of one that nobody has taken.
 */
export class EarlyCheckpoint implements AsyncDisposable {
  readonly #named: Named | undefined;
  #loading: Promise<Checkpoint> | undefined;

  /**
   * @param named - none is loaded before its turn without this
   * @param library - when libmxnet is open
   */
  constructor(named: Named | undefined, library: Promise<unknown>) {
    this.#named = named;
    this.#loading = named && load(named, library);
    this.#loading?.catch(() => {});
  }

  /** The checkpoint that is named now, which may be another one. It is the caller's to dispose. */
  async take(named: Named): Promise<Checkpoint> {
    const { pretrainedModel, loadEpoch } = this.#named ?? {};
    const isThis = named.pretrainedModel === pretrainedModel && named.loadEpoch === loadEpoch;
    const loading = isThis ? this.#loading : undefined;
    if (loading === undefined) return await load(named);
    this.#loading = undefined;
    return await loading;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const checkpoint = await this.#loading?.catch(() => undefined);
    checkpoint?.dispose();
  }
}

async function load(
  { pretrainedModel, loadEpoch = 0 }: Named,
  library?: Promise<unknown>,
): Promise<Checkpoint> {
  return await loadCheckpoint(pretrainedModel, loadEpoch, library);
}

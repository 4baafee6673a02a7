/** The checkpoints of a run: what is written, what its names stand for, what goes again. */

import { paramsFile } from '../checkpoint/names.js';
import { pointTo, removePointer } from '../checkpoint/pointers.js';
import type { Recipe } from '../checkpoint/recipe.js';
import { removeCheckpoint } from '../checkpoint/remove.js';
import { saveCheckpoint } from '../checkpoint/save.js';
import type { Params } from '../module/module.js';
import type { Logger } from '../runtime/logger.js';
import type { Symbol } from '../symbol/symbol.js';
import type { FineTuneEvent } from './events.js';
import type { Retention } from './guard/retention.js';
import type { Moment, StateWriter } from './resume/state-writer.js';

/** What a {@link CheckpointWriter} writes, and where. */
export interface CheckpointWriterOptions {
  prefix: string;
  symbol: Symbol;
  /** Asked for once. */
  recipe: () => Recipe;
  retention: Retention;
  /** Saves what a run has to know to go on. */
  states: StateWriter;
  /** The best epoch so far, also of the run that is gone on with. */
  best: () => number | undefined;
  logger: Logger;
  onEvent: (event: FineTuneEvent) => void;
}

/** Epochs are those of the files' names: after epoch 0 comes number 1. */
export class CheckpointWriter {
  readonly #options: CheckpointWriterOptions;
  /** What `best` stands for. */
  #best: number | undefined;
  /** The last one that was written. */
  #file: string | undefined;

  constructor(options: CheckpointWriterOptions) {
    this.#options = options;
  }

  /** The last one that was written. */
  get file(): string | undefined {
    return this.#file;
  }

  /**
   * Writes a checkpoint (`mx.callback.do_checkpoint`), which is the last one now.
   *
   * @param isDue - whether it is one of those that `--save-period` asks for
   */
  async save({ argParams, auxParams }: Params, moment: Moment, isDue: boolean): Promise<void> {
    const { prefix, symbol, recipe, retention, states, logger, onEvent } = this.#options;
    const epoch = moment.position.epoch + 1;
    const isFirst = this.#file === undefined;
    if (isFirst) await this.#takeOverBest();
    // Its own record knows it already.
    retention.saved(epoch, isDue);
    const file = await saveCheckpoint(prefix, epoch, {
      symbol,
      argParams,
      auxParams,
      recipe: isFirst ? recipe() : undefined,
      beside: await states.beside(moment),
    });
    this.#file = file;
    await states.wroteCheckpoint();
    await pointTo(prefix, 'last', epoch);
    logger.info(`Saved checkpoint to "${file}"`);
    onEvent({ type: 'checkpoint', epoch, file });
  }

  /** Goes on behind a checkpoint that was written before: what should have followed may not have happened. */
  async takeOver(epoch: number): Promise<void> {
    const { prefix, states } = this.#options;
    this.#file = paramsFile(prefix, epoch);
    await pointTo(prefix, 'last', epoch);
    await this.#takeOverBest();
    await states.wroteCheckpoint();
  }

  /** Whether the values of an epoch were written, by this run or the one that is gone on with, and are still there. */
  has(epoch: number): boolean {
    return this.#options.retention.has(epoch);
  }

  /** The values of an epoch, which have been written, are the best so far. */
  async markBest(epoch: number): Promise<void> {
    await pointTo(this.#options.prefix, 'best', epoch);
    this.#best = epoch;
  }

  /** Removes what does not stay. */
  async tidy(): Promise<void> {
    const { prefix, retention } = this.#options;
    for (const epoch of retention.takeSurplus(this.#best)) await removeCheckpoint(prefix, epoch);
  }

  /** The name may stand for an epoch of another run, which is about to be overwritten. */
  async #takeOverBest(): Promise<void> {
    const { prefix, best } = this.#options;
    const epoch = best();
    if (epoch !== undefined && this.has(epoch)) this.#best = epoch;
    else await removePointer(prefix, 'best');
  }
}

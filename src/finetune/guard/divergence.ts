/** Training that has left the finite numbers. */

import { FineTuneError } from '../../errors.js';
import type { DeviceValues } from '../../module/device-values.js';
import type { KeptStates } from '../../module/kept-states.js';
import type { Module, Params } from '../../module/module.js';
import { isFiniteArray, nonFinite, nonFiniteRows } from '../../module/non-finite.js';
import type { FitPosition } from '../../module/safe-point.js';
import type { StepWatch, WatchedStep } from '../../module/step-watch.js';
import type { NDArray } from '../../ndarray/ndarray.js';
import type { Logger } from '../../runtime/logger.js';
import type { FineTuneEvent } from '../events.js';
import type { Participant, SavedValue } from '../resume/participants.js';
import { firstNames, NAMED } from '../shortened.js';
import type { DivergenceAction } from './divergence-action.js';
import { wholeNumber } from './saved-state.js';

/** Batches skipped in a row, and halvings in a run, after which there is no hope. */
const MOST_TRIES = 10;

/** Options of {@link Divergence}. */
export interface DivergenceOptions {
  action: DivergenceAction;
  module: Module;
  /** Names the images of a batch, row by row; `undefined` when that cannot be found out. */
  nameImages: (epoch: number, batch: number) => Promise<string[] | undefined>;
  /** The last checkpoint that was written. */
  checkpoint: () => string | undefined;
  /** Called before anything else when the run is to end: other machines may have to know. */
  stopping: (why: string) => Promise<void>;
  logger: Logger;
  onEvent: (event: FineTuneEvent) => void;
}

/**
 * Looks for outputs that are not finite, among those that the metric has needed anyway.
 *
 * - `stop` ends the run.
 * - `skip` waits with each update until outputs and gradients are seen to be finite, and leaves it out when they are not;
 *   auxiliary states go back to what they were before the batch.
 * - `halve-lr` goes back to the beginning of the epoch, or to what was saved since: the values, the auxiliary states; what the
 *   optimizer remembers is forgotten, its rate is halved for good, and training goes on with the next batch.
 */
export class Divergence implements StepWatch, Participant, Disposable {
  readonly name = 'divergence';
  readonly holdsUpdates: boolean;
  readonly #options: DivergenceOptions;
  /** Auxiliary states before the batch, when batches may be skipped. */
  #states: KeptStates | undefined;
  #skipped = 0;
  #halvings = 0;
  #skips = false;

  constructor(options: DivergenceOptions) {
    this.#options = options;
    this.holdsUpdates = options.action === 'skip';
  }

  /** The module has its first values. */
  async begin(): Promise<void> {
    this.#scaleRate();
    if (!this.holdsUpdates) return;
    this.#states = this.#options.module.keptStates();
    await this.#states.keep();
  }

  async mayUpdate(step: WatchedStep): Promise<boolean> {
    const { module } = this.#options;
    const isFinite = isFiniteStep(step) && !(await module.gradientsNotFinite());
    this.#skips = !isFinite;
    if (isFinite) {
      this.#skipped = 0;
      await this.#states?.keep();
      return true;
    }
    if (this.#skipped === MOST_TRIES) throw await this.#failure(step, 'skipping has not helped');
    this.#skipped++;
    await this.#states?.restore();
    await this.#tell(step, 'its update is skipped');
    return false;
  }

  updated(step: WatchedStep): boolean | Promise<boolean> {
    if (this.holdsUpdates) return !this.#skips;
    return isFiniteStep(step) || this.#diverged(step);
  }

  /**
   * Refuses to let values be saved that are not finite.
   *
   * @throws {@link FineTuneError} `ERR_DIVERGED`
   */
  async requireFinite(epoch: number, { argParams, auxParams }: Params): Promise<void> {
    const problem = await notFinite(`after epoch ${epoch}`, [...argParams, ...auxParams]);
    if (problem === undefined) return;
    const { stopping, checkpoint } = this.#options;
    await stopping(problem);
    throw diverged(problem, checkpoint());
  }

  /**
   * Whether values of a moment inside an epoch may be saved: what is not finite never is. With `halve-lr` the run goes on, to the
   * batch that shows it and goes back.
   *
   * @throws {@link FineTuneError} `ERR_DIVERGED`
   */
  async mayBeSaved(
    { epoch, batch }: FitPosition,
    { argParams, auxParams }: DeviceValues,
  ): Promise<boolean> {
    const { action, checkpoint, logger } = this.#options;
    const entries = [...argParams, ...auxParams.flatMap((states) => [...states])];
    const problem = await notFinite(`after batch ${batch - 1} of epoch ${epoch}`, entries);
    if (problem === undefined) return true;
    if (action !== 'halve-lr') throw diverged(problem, checkpoint());
    logger.warning(`${problem}; they are not saved`);
    return false;
  }

  toJSON(): SavedValue {
    return { halvings: this.#halvings, skipped: this.#skipped };
  }

  restore(state: SavedValue): void {
    const { halvings, skipped = 0 } = (state ?? {}) as Readonly<Record<string, SavedValue>>;
    this.#halvings = wholeNumber('halvings', halvings);
    this.#skipped = wholeNumber('skipped', skipped);
  }

  dispose(): void {
    this.#states?.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #scaleRate(): void {
    const { optimizer } = this.#options.module;
    if (optimizer !== undefined) optimizer.rateScale = 0.5 ** this.#halvings;
  }

  async #diverged(step: WatchedStep): Promise<false> {
    const { action, module } = this.#options;
    if (action === 'stop') throw await this.#failure(step, '');
    if (this.#halvings === MOST_TRIES) throw await this.#failure(step, 'halving has not helped');
    this.#halvings++;
    this.#scaleRate();
    await module.rollBack();
    const scale = 2 ** this.#halvings;
    await this.#tell(step, `back to the values before, with 1/${scale} of the rate`);
    return false;
  }

  async #tell(step: WatchedStep, what: string): Promise<void> {
    const { action, logger, onEvent } = this.#options;
    const { epoch, batch } = step;
    const images = await this.#images(step);
    logger.warning(`${place(step)}${listed(images)}; ${what}`);
    onEvent({ type: 'divergence', epoch, batch, action, images });
  }

  async #failure(step: WatchedStep, problem: string): Promise<FineTuneError> {
    const { onEvent, checkpoint, stopping } = this.#options;
    const { epoch, batch } = step;
    await stopping(place(step));
    const images = await this.#images(step);
    onEvent({ type: 'divergence', epoch, batch, action: 'stop', images });
    const [isBadInput] = await nonFinite(step.data.data);
    const cause = isBadInput ? ', and neither are its images: check --rgb-mean and --rgb-std' : '';
    const why = problem === '' ? '' : `; ${problem}`;
    return diverged(`${place(step)}${cause}${why}${listed(images)}`, checkpoint());
  }

  /** Those whose outputs are not finite; all when it is the gradients that are not. */
  async #images({ epoch, batch, result }: WatchedStep): Promise<string[]> {
    const names = (await this.#options.nameImages(epoch, batch)) ?? [];
    let begin = 0;
    const bad = result.outputs.flatMap(([output]) => {
      if (output === undefined) return [];
      const rows = nonFiniteRows(output).map((row) => begin + row);
      begin += output.shape[0] ?? 0;
      return rows;
    });
    return bad.length === 0 ? names : names.filter((_, row) => bad.includes(row));
  }
}

/** What to say of values that are not finite, if there are any. */
async function notFinite(
  when: string,
  entries: readonly (readonly [name: string, array: NDArray])[],
): Promise<string | undefined> {
  const found = await nonFinite(entries.map(([, array]) => array));
  const names = [...new Set(entries.filter((_, i) => found[i]).map(([name]) => name))];
  if (names.length === 0) return undefined;
  const list = names.slice(0, NAMED).join(', ');
  return `${when} there are values that are not finite, in ${list}${names.length > NAMED ? ', …' : ''}`;
}

function isFiniteStep({ result }: WatchedStep): boolean {
  return result.outputs.every((outputs) => outputs.every(isFiniteArray));
}

function place({ epoch, batch }: WatchedStep): string {
  return `the loss of batch ${batch} of epoch ${epoch} is not finite`;
}

function listed(images: readonly string[]): string {
  if (images.length === 0) return '';
  return `. Images: ${firstNames(images)}`;
}

function diverged(problem: string, checkpoint: string | undefined): FineTuneError {
  const last =
    checkpoint === undefined
      ? 'This run has saved none'
      : `The last finite checkpoint is ${checkpoint}`;
  return new FineTuneError(
    'ERR_DIVERGED',
    `${problem}. ${last}. Lower --lr, or see --on-divergence`,
  );
}

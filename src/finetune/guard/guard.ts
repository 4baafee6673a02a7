/** What watches over a run, and may end it before its last epoch. */

import type { NamedValue } from '../../metric/metric.js';
import type { Logger } from '../../runtime/logger.js';
import type { EndReason } from '../events.js';
import type { RunSettings } from '../options.js';
import type { Participant } from '../resume/participants.js';
import { type BestEpoch, BestSoFar } from './best-so-far.js';
import { EarlyStopping } from './early-stopping.js';
import { monitoredMetric } from './monitored-metric.js';
import { TimeLimit } from './time-limit.js';

/** The best epoch, early stopping and the time limit of a run. */
export class Guard {
  readonly #best: BestSoFar;
  readonly #stopping: EarlyStopping | undefined;
  readonly #limit: TimeLimit | undefined;
  readonly #logger: Logger;
  #reason: EndReason = 'epochs';

  /**
   * The time of `--max-time` begins.
   *
   * @param now - milliseconds
   */
  constructor(settings: RunSettings, logger: Logger, now?: () => number) {
    const { earlyStoppingPatience: patience, maxTime } = settings;
    const metric = monitoredMetric(settings);
    this.#logger = logger;
    this.#best = new BestSoFar(metric);
    if (patience !== undefined) {
      this.#stopping = new EarlyStopping({
        metric,
        patience,
        minDelta: settings.earlyStoppingMinDelta,
        minEpochs: settings.earlyStoppingMinEpochs,
      });
    }
    if (maxTime !== undefined) this.#limit = new TimeLimit(maxTime, now);
  }

  /** Those whose state has to survive a resume. */
  get participants(): readonly Participant[] {
    return this.#stopping === undefined ? [this.#best] : [this.#best, this.#stopping];
  }

  /** `undefined` without validation. */
  get best(): BestEpoch | undefined {
    return this.#best.best;
  }

  /** Why the run has ended, or will when its last epoch is over. */
  get reason(): EndReason {
    return this.#reason;
  }

  /** @returns whether the epoch is the best one so far */
  validated(epoch: number, metrics: readonly NamedValue[]): boolean {
    const isBest = this.#best.validated(epoch, metrics);
    const why = this.#stopping?.validated(epoch, metrics);
    if (why !== undefined) this.#stop('early-stopping', `Early stopping: ${why}`);
    return isBest;
  }

  /** Whether a run that is gone on with had ended with the validation of an epoch. */
  hadStopped(epoch: number): boolean {
    if (this.#stopping?.reached(epoch) === undefined) return false;
    this.#reason = 'early-stopping';
    return true;
  }

  /** Looks at the clock. To be asked when the run can be saved: from then on it is to be stopped. */
  timeIsUp(): boolean {
    const why = this.#reason === 'epochs' ? this.#limit?.reached() : undefined;
    if (why !== undefined) this.#stop('max-time', `Stopping: ${why}`);
    return this.#reason === 'max-time';
  }

  /** Whether to stop where the run is. */
  shouldStop(): boolean {
    return this.#reason !== 'epochs';
  }

  #stop(reason: EndReason, message: string): void {
    this.#reason = reason;
    this.#logger.info(message);
  }
}

/** What every learning-rate schedule is. */

/** The state of a schedule, for a checkpoint. */
export type SchedulerState = Readonly<Record<string, number>>;

/**
 * Gives the learning rate for a number of updates. Asked with growing numbers, as training does.
 *
 * The optimizer overwrites {@link LRScheduler.baseLr} with its own learning rate when it is made, as MXNet's does.
 */
export interface LRScheduler {
  /** The rate that the schedule starts from, or has come to. */
  baseLr: number;
  /** The rate of an update, counted from 1. */
  rate(numUpdate: number): number;
  /** What has to be saved to go on later. */
  state(): SchedulerState;
  /** Goes on from a saved state. */
  restore(state: SchedulerState): void;
}

/**
 * Parts of a run that remember something from epoch to epoch, such as the best value so far or how long there has been none.
 *
 * This is the place where such a part joins in: it implements {@link Participant} and is registered with the run's
 * {@link Participants} before training begins. Its state then stands under its name in the section `progress` of every
 * `PREFIX-0007.run.json`, and is given back to it when a run is resumed. What it learns from a validation is in the record too, as
 * long as it has learned it when the validation's callbacks have ended.
 */

import { FineTuneError } from '../../errors.js';

/** What a record can hold. Numbers that JSON does not know, such as infinity, are kept as well. */
export type SavedValue =
  | null
  | boolean
  | number
  | string
  | readonly SavedValue[]
  | { readonly [key: string]: SavedValue };

/** Something whose state survives the end of the process. */
export interface Participant {
  /** Its key in the section `progress`; never changed, because older records have it. */
  readonly name: string;
  /** What has to be saved to go on later. */
  toJSON(): SavedValue;
  /**
   * Goes on from a saved state. It comes from a file: whatever is not understood is an error.
   *
   * @throws RangeError that says what is wrong with it
   */
  restore(state: SavedValue): void;
}

/** The section `progress` of a record: one state for each participant. */
export type SavedProgress = Readonly<Record<string, SavedValue>>;

/** The participants of a run. */
export class Participants {
  readonly #members = new Map<string, Participant>();

  /** @throws TypeError when there is one of that name already */
  register(member: Participant): void {
    if (this.#members.has(member.name)) {
      throw new TypeError(`there are two participants called ${member.name}`);
    }
    this.#members.set(member.name, member);
  }

  toJSON(): SavedProgress {
    return Object.fromEntries([...this.#members].map(([name, member]) => [name, member.toJSON()]));
  }

  /**
   * Gives every participant its state back. One that the record does not know begins afresh: the option it belongs to was not
   * given then.
   *
   * @param source - how the record is called in errors
   * @throws {@link FineTuneError} `ERR_CHECKPOINT_FORMAT`
   */
  restore(progress: SavedProgress, source: string): void {
    for (const [name, member] of this.#members) {
      const state = progress[name];
      if (state === undefined) continue;
      try {
        member.restore(state);
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw new FineTuneError(
          'ERR_CHECKPOINT_FORMAT',
          `${source} is damaged: progress.${name}: ${reason}. Resume from another record`,
          { cause },
        );
      }
    }
  }
}

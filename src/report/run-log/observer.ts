/** Whoever writes down what a run tells. */

import type { FineTuneEvent } from '../../finetune/events.js';

/** Writes events to one file, each before the next one happens. */
export interface RunObserver {
  event(event: FineTuneEvent): void;
  close(): void;
}

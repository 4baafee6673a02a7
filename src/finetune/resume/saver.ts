/** When a run saves its state, besides at the end of epochs. */

import type { FitPosition, SafePoint } from '../../module/safe-point.js';
import type { Guard } from '../guard/guard.js';
import type { RunSettings } from '../options.js';
import type { Recorder } from '../recorder.js';
import type { SaveRequest } from './save-request.js';

/** What a {@link Saver} asks, and who saves. */
export interface SaverOptions {
  settings: RunSettings;
  recorder: Recorder;
  guard: Guard;
  signal: AbortSignal | undefined;
  request: SaveRequest | undefined;
  /** Whether no other machine takes part: to save a moment inside an epoch would be to wait for them. */
  isAlone: boolean;
  /** Where the run goes on: that is saved already. */
  resumption: FitPosition | undefined;
}

/** Saves at safe points: every so many batches, when it is asked for, and when the run is interrupted or its time is up. */
export class Saver {
  readonly #options: SaverOptions;
  /** The last position that was saved. */
  #saved: string;
  #isFirst = true;

  constructor(options: SaverOptions) {
    this.#options = options;
    this.#saved = options.resumption === undefined ? '' : keyOf(options.resumption);
  }

  /** To be called at each safe point. Nothing is to be awaited when nothing is saved. */
  safePoint(point: SafePoint): Promise<void> | undefined {
    const { settings, signal, request } = this.#options;
    const { saveBatches } = settings;
    const isInside = point.phase === 'training' && point.batch > 0;
    const isDue = isInside && saveBatches > 0 && point.batch % saveBatches === 0;
    const isAsked = request?.take() ?? false;
    const isUp = this.#timeIsUp(point);
    if (!isDue && !isAsked && !isUp && signal?.aborted !== true) return undefined;
    return this.#save(point, isInside);
  }

  /** However little time each start has, the run gets on by a batch; behind its end there is nothing to stop. */
  #timeIsUp({ epoch, phase }: SafePoint): boolean {
    const { settings, guard } = this.#options;
    const isFirst = this.#isFirst;
    this.#isFirst = false;
    const isEnd = phase === 'validated' && epoch + 1 >= settings.numEpochs;
    return !isFirst && !isEnd && guard.timeIsUp();
  }

  async #save(point: SafePoint, isInside: boolean): Promise<void> {
    const { recorder, isAlone } = this.#options;
    if (!isInside) {
      // Before the first batch of an epoch everything is as it was behind the last one.
      await recorder.saveEpoch(point.phase === 'trained' ? 'trained' : 'validated');
      return;
    }
    const key = keyOf(point);
    if (!isAlone || key === this.#saved) return;
    await recorder.saveInside(point);
    this.#saved = key;
  }
}

function keyOf({ epoch, batch, phase }: FitPosition): string {
  return `${epoch} ${batch} ${phase}`;
}

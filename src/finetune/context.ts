/** What a run has around it. */

import type { PackProgress } from '../dataset/pack-folder.js';
import type { DownloadProgress } from '../modelzoo/options.js';
import type { Logger } from '../runtime/logger.js';
import type { FineTuneEvent } from './events.js';
import type { SaveRequest } from './resume/save-request.js';

/** How a run talks to its surroundings. */
export interface FineTuneContext {
  logger?: Logger;
  /** Ends the run between two batches; {@link fineTune} then rejects with `ERR_INTERRUPTED`. */
  signal?: AbortSignal | undefined;
  /** Saves the state of the run between two batches, whenever it is asked to. */
  saveRequest?: SaveRequest | undefined;
  onEvent?: (event: FineTuneEvent) => void;
  /** Told how far the packing of a folder of images is. */
  onPack?: ((progress: PackProgress) => void) | undefined;
  /** Told how far the download of a model is. */
  onDownload?: (progress: DownloadProgress) => void;
  /** Names the cache and the model zoo. @defaultValue `process.env` */
  environment?: NodeJS.ProcessEnv;
  /** Milliseconds, for `maxTime`. @defaultValue `performance.now` */
  now?: (() => number) | undefined;
}

/** The surroundings of a look at the data. */

import type { FolderLayout } from '../dataset/folder-layout.js';
import type { PackProgress } from '../dataset/pack-folder.js';
import type { Logger } from '../runtime/logger.js';

/** What whoever looks at the data of a run has around it. */
export interface InspectionContext {
  logger: Logger;
  signal?: AbortSignal | undefined;
  /** The folder of images that the run was given. */
  layout?: FolderLayout | undefined;
  /** Told how far the packing of the folder is. */
  onPack?: ((progress: PackProgress) => void) | undefined;
  /** Names the cache. */
  environment?: NodeJS.ProcessEnv | undefined;
}

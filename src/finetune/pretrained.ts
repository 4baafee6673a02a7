/** The checkpoint to start from: on the disk, or of the model zoo. */

import { findCheckpoint } from '../modelzoo/find-checkpoint.js';
import type { DownloadProgress } from '../modelzoo/options.js';
import type { Logger } from '../runtime/logger.js';
import { firstEpoch } from './check-options.js';
import type { RunSettings } from './options.js';

/** What finding a checkpoint may touch. */
export interface PretrainedContext {
  logger: Logger;
  signal?: AbortSignal | undefined;
  onDownload?: ((progress: DownloadProgress) => void) | undefined;
  environment?: NodeJS.ProcessEnv | undefined;
}

/**
 * The settings with the prefix of a checkpoint on the disk, which is fetched when a model of the zoo is named that is not in the
 * cache. Its only values are those of epoch 0; `loadEpoch` is then only the first epoch, as upstream. With `compat` a model's
 * name goes before a checkpoint on the disk that is called so.
 */
export async function withPretrained(
  settings: RunSettings,
  { logger, signal, onDownload, environment }: PretrainedContext,
): Promise<RunSettings> {
  const { pretrainedModel, loadEpoch = 0, compat } = settings;
  const { prefix, epoch, fromZoo } = await findCheckpoint(pretrainedModel, {
    epoch: loadEpoch,
    zooFirst: compat,
    url: settings.modelzooUrl,
    checksums: settings.modelzooChecksums,
    offline: settings.offline,
    logger,
    signal,
    onProgress: onDownload,
    ...(environment && { environment }),
  });
  if (!fromZoo) return settings;
  if (loadEpoch !== epoch && !compat) {
    logger.warning(
      `--load-epoch ${loadEpoch} chooses no values, because ${pretrainedModel} has only those of epoch ${epoch}; it only is the first epoch. ` +
        'To say that alone there is --begin-epoch',
    );
  }
  return {
    ...settings,
    pretrainedModel: prefix,
    loadEpoch: epoch,
    beginEpoch: firstEpoch(settings),
  };
}

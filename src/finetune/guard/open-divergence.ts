/** The watch over the losses of a run. */

import type { Module } from '../../module/module.js';
import type { Logger } from '../../runtime/logger.js';
import type { Partition } from '../data-iters.js';
import type { FineTuneEvent } from '../events.js';
import type { RunSettings } from '../options.js';
import { Divergence } from './divergence.js';
import type { DivergenceAction } from './divergence-action.js';
import { nameImages } from './name-images.js';

/** What {@link openDivergence} passes on. */
export interface OpenDivergenceContext {
  module: Module;
  batchSize: number;
  part: Partition;
  /** The epoch to which the first pass over the training data belongs. */
  begin: number;
  checkpoint: () => string | undefined;
  stopping: (why: string) => Promise<void>;
  logger: Logger;
  onEvent: (event: FineTuneEvent) => void;
}

/** With `compat` nobody looks, as upstream; `null` can be disposed by `using`, as nothing. */
export function openDivergence(
  settings: RunSettings,
  { batchSize, part, begin, ...context }: OpenDivergenceContext,
): Divergence | null {
  if (settings.compat) return null;
  const readsFile = settings.benchmark === 0;
  return new Divergence({
    ...context,
    action: settings.onDivergence as DivergenceAction,
    nameImages: async (epoch, batch) => {
      const place = settings.reseedEpochs
        ? { passes: 0, batch, epoch }
        : { passes: epoch - begin, batch };
      return readsFile ? await nameImages(settings, batchSize, part, place) : undefined;
    },
  });
}

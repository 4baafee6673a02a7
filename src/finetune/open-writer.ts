/** How a run saves what it has trained. */

import type { Recipe } from '../checkpoint/recipe.js';
import { packageVersion } from '../native/package-root.js';
import { libraryInfo } from '../runtime/library.js';
import type { Logger } from '../runtime/logger.js';
import type { Symbol } from '../symbol/symbol.js';
import { CheckpointWriter } from './checkpoint-writer.js';
import type { Datasets } from './datasets.js';
import type { FineTuneEvent } from './events.js';
import type { Guard } from './guard/guard.js';
import { Retention } from './guard/retention.js';
import { parseImageShape, parseRgb } from './numbers.js';
import type { RunSettings } from './options.js';
import { isSamePrefix } from './output.js';

/** What {@link openWriter} passes on. */
export interface OpenWriterContext {
  guard: Guard;
  logger: Logger;
  onEvent: (event: FineTuneEvent) => void;
}

/** The writer of a run's checkpoints; `undefined` when nothing is to be written. */
export async function openWriter(
  settings: RunSettings,
  symbol: Symbol,
  datasets: Datasets,
  { guard, logger, onEvent }: OpenWriterContext,
): Promise<CheckpointWriter | undefined> {
  const { modelPrefix: prefix, pretrainedModel, loadEpoch = 0, keep } = settings;
  if (prefix === undefined) return undefined;
  const isOwn = await isSamePrefix(prefix, pretrainedModel);
  return new CheckpointWriter({
    prefix,
    symbol,
    recipe: () => recipeOf(settings, datasets),
    retention: new Retention({ keep, startedFrom: isOwn ? loadEpoch : undefined }),
    best: () => guard.best && guard.best.epoch + 1,
    logger,
    onEvent,
  });
}

function recipeOf(settings: RunSettings, { train, classes }: Datasets): Recipe {
  const { imageShape, rgbMean, rgbStd, pretrainedModel, loadEpoch } = settings;
  return {
    classNames: classes.names,
    imageShape: parseImageShape('--image-shape', imageShape),
    rgbMean: parseRgb('--rgb-mean', rgbMean),
    rgbStd: parseRgb('--rgb-std', rgbStd),
    resize: train.shorterSide,
    trainedOn: { file: train.file, images: train.images },
    pretrained: { prefix: pretrainedModel, epoch: loadEpoch ?? 0 },
    versions: { 'mxnet-finetune': packageVersion(), libmxnet: libraryInfo()?.version ?? '' },
  };
}

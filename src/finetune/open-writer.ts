/** How a run saves what it has trained. */

import { loadRecipe, type Recipe } from '../checkpoint/recipe.js';
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
import type { StateWriter } from './resume/state-writer.js';

/** What {@link openWriter} passes on. */
export interface OpenWriterContext {
  guard: Guard;
  states: StateWriter;
  retention: Retention;
  logger: Logger;
  onEvent: (event: FineTuneEvent) => void;
}

/** Which checkpoints of a run stay. */
export async function openRetention(settings: RunSettings): Promise<Retention> {
  const { modelPrefix, pretrainedModel, loadEpoch = 0, keep } = settings;
  const isOwn = modelPrefix !== undefined && (await isSamePrefix(modelPrefix, pretrainedModel));
  return new Retention({ keep, startedFrom: isOwn ? loadEpoch : undefined });
}

/** The writer of a run's checkpoints. */
export async function openWriter(
  settings: RunSettings & { modelPrefix: string },
  symbol: Symbol,
  datasets: Datasets,
  { guard, states, retention, logger, onEvent }: OpenWriterContext,
): Promise<CheckpointWriter> {
  const { modelPrefix: prefix, pretrainedModel } = settings;
  const isOwn = await isSamePrefix(prefix, pretrainedModel);
  // A run that goes on with its own checkpoint still comes from where that came from.
  const earlier = isOwn ? await loadRecipe(prefix) : undefined;
  return new CheckpointWriter({
    prefix,
    symbol,
    recipe: () => recipeOf(settings, datasets, earlier),
    retention,
    states,
    best: () => guard.best && guard.best.epoch + 1,
    logger,
    onEvent,
  });
}

function recipeOf(
  settings: RunSettings,
  { train, validation, classes }: Datasets,
  earlier: Recipe | undefined,
): Recipe {
  const { imageShape, rgbMean, rgbStd, pretrainedModel, loadEpoch, valResize } = settings;
  // What has measured the network must be what is done to images that it is asked about.
  const isResized = validation !== undefined && valResize !== undefined;
  return {
    classNames: classes.names,
    imageShape: parseImageShape('--image-shape', imageShape),
    rgbMean: parseRgb('--rgb-mean', rgbMean),
    rgbStd: parseRgb('--rgb-std', rgbStd),
    resize: isResized ? valResize : train.shorterSide,
    ...(isResized && { interpolation: 'bilinear' }),
    trainedOn: { file: train.file, images: train.images },
    pretrained: earlier?.pretrained ?? { prefix: pretrainedModel, epoch: loadEpoch ?? 0 },
    versions: { 'mxnet-finetune': packageVersion(), libmxnet: libraryInfo()?.version ?? '' },
  };
}

/** What a name stands for: a checkpoint on the disk, or a model of the zoo. */

import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { symbolFile } from '../checkpoint/names.js';
import { FineTuneError } from '../errors.js';
import { SILENT } from '../runtime/logger.js';
import { nearest } from '../text/nearest.js';
import { fetchModel } from './fetch-model.js';
import { cachedNames, modelsFolder } from './model-folder.js';
import { ZOO_MODELS } from './names.js';
import type { ModelZooOptions } from './options.js';

/** A checkpoint that a name stands for. */
export interface FoundCheckpoint {
  prefix: string;
  epoch: number;
  /** Whether it is one of the model zoo, or of those that were handed in to the cache. */
  fromZoo: boolean;
}

/** {@link ModelZooOptions} of {@link findCheckpoint}. */
export interface FindOptions extends ModelZooOptions {
  /** The epoch of a local checkpoint; a model of the zoo has only one. @defaultValue 0 */
  epoch?: number | undefined;
  /** A model's name goes before a local checkpoint that is called so, as upstream. @defaultValue false */
  zooFirst?: boolean;
}

/**
 * Finds the checkpoint that a prefix or a model's name stands for, and says which of the two was taken when it could be both.
 * A model is fetched when it is not in the cache.
 *
 * @throws what {@link fetchModel} throws; `ERR_CHECKPOINT_NOT_FOUND` for what looks like a misspelt model
 */
export async function findCheckpoint(
  nameOrPrefix: string,
  options: FindOptions = {},
): Promise<FoundCheckpoint> {
  const { environment = process.env, logger = SILENT, epoch = 0, zooFirst = false } = options;
  const names = [...ZOO_MODELS.map(({ name }) => name), ...cachedNames(modelsFolder(environment))];
  const isModel = names.includes(nameOrPrefix);
  const isLocal = existsSync(symbolFile(nameOrPrefix));
  if (!isModel) {
    if (!isLocal) refuseMisspelt(nameOrPrefix, names);
    return { prefix: nameOrPrefix, epoch, fromZoo: false };
  }
  if (isLocal && !zooFirst) {
    logger.info(
      `${nameOrPrefix} is the checkpoint ${symbolFile(nameOrPrefix)}, which goes before the model of that name`,
    );
    return { prefix: nameOrPrefix, epoch, fromZoo: false };
  }
  const model = await fetchModel(nameOrPrefix, options);
  logger.info(`${nameOrPrefix} is the model ${symbolFile(model.prefix)}`);
  return { prefix: model.prefix, epoch: model.epoch, fromZoo: true };
}

/** A name without a folder that is nearly a model's; for anything else the missing file says enough. */
function refuseMisspelt(name: string, names: readonly string[]): void {
  if (basename(name) !== name) return;
  const longer = names.filter((one) => one.includes(name.toLowerCase()));
  const alike = /^imagenet\d/i.test(name) ? nearest(name, names, 3) : longer;
  if (alike.length === 0) return;
  throw new FineTuneError(
    'ERR_CHECKPOINT_NOT_FOUND',
    `there is neither a checkpoint ${symbolFile(name)} nor a model ${name}. Models with such a name: ${alike.join(', ')}. ` +
      'See: mxnet-finetune modelzoo list',
  );
}

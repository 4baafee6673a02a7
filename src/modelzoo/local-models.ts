/** Models in the cache: what there is, handing one in, taking one out. */

import { constants } from 'node:fs';
import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { listEpochs, paramsFile, symbolFile } from '../checkpoint/names.js';
import { loadRecipe } from '../checkpoint/recipe.js';
import { FineTuneError } from '../errors.js';
import { makeStaging, removeAbandoned } from '../files/staging.js';
import { addToCatalogue, removeFromCatalogue } from './catalogue.js';
import { type KnownRecipe, readCatalogue } from './catalogue-file.js';
import { type CheckedFile, checkFile } from './check-file.js';
import { keepModel } from './keep-model.js';
import {
  cachedNames,
  isModelName,
  MODEL_EPOCH,
  type ModelState,
  modelFiles,
  modelPrefix,
  modelState,
  modelsFolder,
  readRecord,
} from './model-folder.js';
import { ZOO_MODELS } from './names.js';
import type { CachedModel } from './options.js';
import { writeError, writing } from './partial-file.js';

/** A model of the zoo, or one that was handed in. */
export interface ListedModel {
  name: string;
  state: ModelState;
  /** Prefix of its checkpoint in the cache, also when it is not there yet. */
  prefix: string;
  /** Bytes of its files; 0 when they are not there. */
  bytes: number;
  /** Where it came from, when it is there. */
  source: string | undefined;
  /** Whether its checksums were known. */
  verified: boolean;
}

/** The checkpoint that is handed in. */
export interface AddedCheckpoint {
  prefix: string;
  epoch: number;
  /** What is known of it, for the catalogue; for the rest what training has saved beside it. */
  recipe?: KnownRecipe;
}

/** All models: those of the zoo, then others in the cache. */
export function listModels(environment: NodeJS.ProcessEnv = process.env): ListedModel[] {
  const models = modelsFolder(environment);
  const zoo = ZOO_MODELS.map(({ name }) => name);
  const others = cachedNames(models).filter((name) => !zoo.includes(name));
  return [...zoo, ...others].map((name) => {
    const state = modelState(models, name);
    const record = state === 'absent' ? undefined : readRecord(models, name);
    const files = Object.values(record?.files ?? {});
    return {
      name,
      state,
      prefix: modelPrefix(models, name),
      bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
      source: record?.source,
      verified: record?.verified ?? false,
    };
  });
}

/**
 * Copies a checkpoint into the cache, under a name of the zoo or another one. The checkpoint's own files stay as they are. What is
 * known of its images and classes goes into the catalogue, where it is found for every copy of the values.
 *
 * @throws {@link FineTuneError} `ERR_OPTION` for a name that cannot be one, or is taken; `ERR_CHECKPOINT_NOT_FOUND`,
 * `ERR_CHECKPOINT_FORMAT`, `ERR_OUTPUT`
 */
export async function addModel(
  name: string,
  checkpoint: AddedCheckpoint,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<CachedModel> {
  if (!isModelName(name)) {
    throw new FineTuneError(
      'ERR_OPTION',
      `a model's name has letters, digits, dots, underscores and hyphens only, received ${name}`,
    );
  }
  const models = modelsFolder(environment);
  if (modelState(models, name) === 'cached') {
    throw new FineTuneError(
      'ERR_OPTION',
      `there is a model ${name} already. Choose another name, or remove it first: mxnet-finetune modelzoo remove ${name}`,
    );
  }
  // What is wrong with it shall be known before anything is copied.
  await readCatalogue(environment);
  const saved = await loadRecipe(checkpoint.prefix);
  const { sha256, bytes } = await copyIn(models, name, checkpoint);
  const { classNames, imageShape, rgbMean, rgbStd, resize } = { ...saved, ...checkpoint.recipe };
  const known = { classNames, imageShape, rgbMean, rgbStd, resize };
  if (Object.values(known).some((value) => value !== undefined)) {
    await addToCatalogue(sha256, { name, bytes, ...known }, environment);
  }
  return { name, prefix: modelPrefix(models, name), epoch: MODEL_EPOCH, alreadyThere: false };
}

/**
 * Removes a model from the cache, with what an earlier download has left of it.
 *
 * @returns the folder that was removed
 * @throws {@link FineTuneError} `ERR_CHECKPOINT_NOT_FOUND` when there is none
 */
export async function removeModel(
  name: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  const models = modelsFolder(environment);
  const folder = join(models, name);
  if (modelState(models, name) === 'absent') {
    throw new FineTuneError(
      'ERR_CHECKPOINT_NOT_FOUND',
      `there is no model ${name} in ${models}. See: mxnet-finetune modelzoo list`,
    );
  }
  await removeFromCatalogue(name, environment);
  await removeAbandoned(folder);
  // Nobody shall find half of it.
  const aside = await writing(models, () => makeStaging(folder));
  await writing(folder, () => rename(folder, join(aside, name)));
  await rm(aside, { recursive: true, force: true });
  await rm(join(models, `.${name}.part`), { recursive: true, force: true });
  return folder;
}

async function copyIn(
  models: string,
  name: string,
  { prefix, epoch }: AddedCheckpoint,
): Promise<CheckedFile> {
  const from = { symbol: symbolFile(prefix), params: paramsFile(prefix, epoch) };
  const files = modelFiles(name);
  if (!(await listEpochs(prefix)).includes(epoch)) {
    throw new FineTuneError('ERR_CHECKPOINT_NOT_FOUND', `there are no values ${from.params}`);
  }
  await writing(models, () => mkdir(models, { recursive: true }));
  await removeAbandoned(join(models, name));
  const staging = await writing(models, () => makeStaging(join(models, name)));
  try {
    const checked = { symbol: { bytes: 0, sha256: '' }, params: { bytes: 0, sha256: '' } };
    for (const kind of ['symbol', 'params'] as const) {
      const target = join(staging, files[kind]);
      await copy(from[kind], target);
      checked[kind] = await checkFile(target, { kind, source: from[kind], sha256: undefined });
    }
    await keepModel(models, staging, {
      name,
      source: `${resolve(prefix)} (epoch ${epoch})`,
      files: { [files.symbol]: checked.symbol, [files.params]: checked.params },
      verified: false,
    });
    return checked.params;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function copy(from: string, to: string): Promise<void> {
  try {
    await copyFile(from, to, constants.COPYFILE_FICLONE);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw writeError(to, error);
    throw new FineTuneError('ERR_CHECKPOINT_NOT_FOUND', `there is no ${from}`, { cause: error });
  }
}

/** Models of the zoo in the cache folder. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FineTuneError } from '../errors.js';
import { SILENT } from '../runtime/logger.js';
import { BASE_VARIABLE, baseAddress } from './base-address.js';
import { type Checksums, parseChecksums } from './checksums.js';
import { ModelFetch, unknownChecksum } from './model-fetch.js';
import {
  MODEL_EPOCH,
  type ModelRecord,
  type ModelState,
  modelFiles,
  modelPrefix,
  modelState,
  modelsFolder,
  readRecord,
} from './model-folder.js';
import { zooModel } from './names.js';
import type { CachedModel, ModelZooOptions } from './options.js';
import { modelSource } from './source.js';

/**
 * The checkpoint of a model: from the cache, else fetched into it. It is there whole or not at all: a download that breaks is
 * gone on with by the next call, and what arrives is looked at before it is kept. Several processes may do it at once.
 *
 * @throws {@link FineTuneError} `ERR_CHECKPOINT_NOT_FOUND`, `ERR_CHECKPOINT_FORMAT`, `ERR_DOWNLOAD`, `ERR_OUTPUT`,
 * `ERR_OPTION`; or the signal's reason
 *
 * @example
 * ```ts
 * const { prefix, epoch } = await fetchModel('imagenet1k-resnet-50', { url: 'file:///data/models/' });
 * const checkpoint = await loadCheckpoint(prefix, epoch);
 * ```
 */
export async function fetchModel(
  name: string,
  options: ModelZooOptions = {},
): Promise<CachedModel> {
  const { environment = process.env, logger = SILENT, signal, offline = false } = options;
  const models = modelsFolder(environment);
  const found = { name, prefix: modelPrefix(models, name), epoch: MODEL_EPOCH };
  const given = await givenChecksums(options.checksums);
  const state = modelState(models, name);
  if (state === 'cached') {
    requireKnown(given, name, readRecord(models, name));
    return { ...found, alreadyThere: true };
  }
  const model = zooModel(name);
  if (model === undefined) throw unknownModel(name, models, state);
  const base = baseAddress(options.url, environment);
  if (offline || base === undefined) throw unavailable(name, join(models, name), state, offline);
  if (state === 'damaged') {
    logger.warning(`${join(models, name)} is damaged, so ${name} is fetched again`);
  }
  try {
    await new ModelFetch(models, model, modelSource(base), options).run(given);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
  return { ...found, alreadyThere: false };
}

async function givenChecksums(file: string | undefined): Promise<Checksums | undefined> {
  if (file === undefined) return undefined;
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new FineTuneError('ERR_OPTION', `--modelzoo-checksums cannot be read: ${reason}`, {
      cause,
    });
  }
  return parseChecksums(text, file);
}

/** What is in the cache already must have the checksums that are given now. */
function requireKnown(
  given: Checksums | undefined,
  name: string,
  record: ModelRecord | undefined,
): void {
  const model = zooModel(name);
  if (given === undefined || model === undefined || record === undefined) return;
  const files = modelFiles(name);
  for (const kind of ['symbol', 'params'] as const) {
    const wanted = given.get(model[kind]);
    if (wanted === undefined) throw unknownChecksum(model[kind]);
    const actual = record.files[files[kind]]?.sha256;
    if (wanted === actual) continue;
    throw new FineTuneError(
      'ERR_CHECKPOINT_FORMAT',
      `${name} in the cache is another one: the SHA-256 of ${files[kind]} is ${actual}, it should be ${wanted}. ` +
        `Remove it with: mxnet-finetune modelzoo remove ${name}`,
    );
  }
}

function unknownModel(name: string, models: string, state: ModelState): FineTuneError {
  if (state === 'damaged') {
    return new FineTuneError(
      'ERR_CHECKPOINT_FORMAT',
      `${join(models, name)} is damaged. It was added by hand: add it again`,
    );
  }
  return new FineTuneError(
    'ERR_CHECKPOINT_NOT_FOUND',
    `there is no model ${name}, neither in the model zoo nor in ${models}. See: mxnet-finetune modelzoo list`,
  );
}

function unavailable(
  name: string,
  folder: string,
  state: ModelState,
  offline: boolean,
): FineTuneError {
  const what = state === 'damaged' ? `${folder} is damaged` : `${name} is not in ${folder}`;
  const why = offline
    ? 'with --offline it cannot be fetched'
    : "there is no address to fetch it from: data.mxnet.io, where MXNet's model zoo was, is gone";
  return new FineTuneError(
    'ERR_CHECKPOINT_NOT_FOUND',
    `${what}, and ${why}. Name a copy of the zoo by --modelzoo-url or ${BASE_VARIABLE} (an address with http:, https: or file:), ` +
      `or hand in a checkpoint that you have: mxnet-finetune modelzoo add ${name} PREFIX EPOCH`,
  );
}

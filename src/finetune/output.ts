/** Where a run writes. */

import { realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { symbolFile } from '../checkpoint/names.js';
import { OutputFolder } from '../checkpoint/output-folder.js';
import { FineTuneError } from '../errors.js';
import type { Logger } from '../runtime/logger.js';
import type { RunSettings } from './options.js';

/**
 * Refuses to write over the checkpoint that a run starts from, also when links lead to it.
 *
 * @throws {@link FineTuneError} `ERR_OPTION`
 */
export async function refuseOverwriting(settings: RunSettings): Promise<void> {
  const { modelPrefix, pretrainedModel, overwrite } = settings;
  if (modelPrefix === undefined || overwrite) return;
  if (!(await isSamePrefix(modelPrefix, pretrainedModel))) return;
  throw new FineTuneError(
    'ERR_OPTION',
    `--model-prefix would overwrite the pretrained network ${symbolFile(modelPrefix)}. Choose another prefix, or allow it with --overwrite`,
  );
}

/** Whether two prefixes are of the same checkpoints, whatever leads to them. */
export async function isSamePrefix(one: string, other: string): Promise<boolean> {
  return (await placeOf(symbolFile(one))) === (await placeOf(symbolFile(other)));
}

/** A link to a file is replaced, a link to its folder is followed. */
async function placeOf(file: string): Promise<string> {
  const whole = resolve(file);
  try {
    return join(await realpath(dirname(whole)), basename(whole));
  } catch {
    return whole;
  }
}

/**
 * Does the work of a run that writes to a prefix, if it has one. The folder must be writable before hours of training, and
 * no other run may write to the prefix; a run that fails before it wrote anything leaves none behind.
 *
 * @throws {@link FineTuneError} `ERR_OUTPUT`
 */
export async function writingTo<Result>(
  prefix: string | undefined,
  logger: Logger,
  work: () => Promise<Result>,
): Promise<Result> {
  if (prefix === undefined) return await work();
  using output = await OutputFolder.prepare(prefix);
  if (output.tookOver !== undefined) logger.warning(output.tookOver);
  if (output.removed.length > 0) {
    logger.info(`Removed what a killed run has left: ${output.removed.join(', ')}`);
  }
  try {
    return await work();
  } catch (error) {
    await output.abandon();
    throw error;
  }
}

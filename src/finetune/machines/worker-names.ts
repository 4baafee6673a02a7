/** What the files of a worker are called. */

import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { symbolFile } from '../../checkpoint/names.js';
import type { RunSettings } from '../options.js';
import { isSamePrefix } from '../output.js';
import { workerPrefix } from './worker-prefix.js';

/** `trace.json` of the machine with number 1 is `rank1_trace.json`. */
export function rankedFile(file: string, rank: number): string {
  return join(dirname(file), `rank${rank}_${basename(file)}`);
}

/** The settings of one worker: its own names, and where the run goes on with itself, its own checkpoint if there is one. */
export async function workerSettings(
  settings: RunSettings,
  { rank, workers }: { rank: number; workers: number },
): Promise<RunSettings> {
  const { profileWorkerSuffix: trace } = settings;
  const named: RunSettings = {
    ...settings,
    ...(trace !== '' && workers > 1 && { profileWorkerSuffix: rankedFile(trace, rank) }),
  };
  const { modelPrefix, pretrainedModel } = settings;
  if (modelPrefix === undefined || rank === 0) return named;
  const own = workerPrefix(modelPrefix, rank);
  const goesOn = await isSamePrefix(modelPrefix, pretrainedModel);
  const hasOwn = goesOn && (await isFile(symbolFile(own)));
  return { ...named, modelPrefix: own, ...(hasOwn && { pretrainedModel: own }) };
}

async function isFile(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined))?.isFile() ?? false;
}

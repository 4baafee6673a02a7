/** Models in the cache folder: one folder each, with a record of what was put there. */

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { paramsFile, symbolFile } from '../checkpoint/names.js';
import { cacheFolder } from '../runtime/search.js';

/** The file that tells where a model comes from, and how long its files are. */
export const RECORD_FILE = 'model.json';

/** The epoch of every model here, whatever it was called where it comes from. */
export const MODEL_EPOCH = 0;

/** The contents of {@link RECORD_FILE}. */
export interface ModelRecord {
  name: string;
  /** An address, or the prefix of a local checkpoint. */
  source: string;
  /** By file name. */
  files: Record<string, { bytes: number; sha256: string }>;
  /** Whether all checksums were known beforehand. */
  verified: boolean;
}

/** A model's state in the cache. */
export type ModelState = 'cached' | 'damaged' | 'absent';

/** Names of models: they become names of folders. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** Whether something can be the name of a model in the cache. */
export function isModelName(name: string): boolean {
  return NAME.test(name);
}

/** The folder that holds a folder for each model. */
export function modelsFolder(environment: NodeJS.ProcessEnv): string {
  return join(cacheFolder(environment), 'models');
}

/** The prefix of a model's checkpoint in the folder of models. */
export function modelPrefix(models: string, name: string): string {
  return join(models, name, name);
}

/** The names of a model's files inside its folder. */
export function modelFiles(name: string): { symbol: string; params: string } {
  return { symbol: symbolFile(name), params: paramsFile(name, MODEL_EPOCH) };
}

/** Looks whether a model is there with all its files, each as long as it was; what can be no name is of no model. */
export function modelState(models: string, name: string): ModelState {
  const folder = join(models, name);
  if (!isModelName(name) || !existsSync(folder)) return 'absent';
  const record = readRecord(models, name);
  if (record === undefined) return 'damaged';
  const { symbol, params } = modelFiles(name);
  const names = new Set([symbol, params, ...Object.keys(record.files)]);
  const whole = [...names].every((file) => {
    const size = statSync(join(folder, file), { throwIfNoEntry: false })?.size;
    return size !== undefined && size === record.files[file]?.bytes;
  });
  return whole ? 'cached' : 'damaged';
}

/** A model's record, or `undefined` when there is none that can be read. */
export function readRecord(models: string, name: string): ModelRecord | undefined {
  try {
    const record: unknown = JSON.parse(readFileSync(join(models, name, RECORD_FILE), 'utf8'));
    return isRecord(record) ? record : undefined;
  } catch {
    return undefined;
  }
}

/** The names of all models in the cache, damaged ones too, in alphabetical order. */
export function cachedNames(models: string): string[] {
  if (!existsSync(models)) return [];
  return readdirSync(models, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && isModelName(entry.name))
    .map((entry) => entry.name)
    .sort();
}

function isRecord(value: unknown): value is ModelRecord {
  if (typeof value !== 'object' || value === null) return false;
  const record = value as Partial<Record<keyof ModelRecord, unknown>>;
  return (
    typeof record.source === 'string' &&
    typeof record.verified === 'boolean' &&
    typeof record.files === 'object' &&
    record.files !== null &&
    Object.values(record.files).every(
      (file: unknown) =>
        typeof file === 'object' &&
        file !== null &&
        typeof (file as { bytes?: unknown }).bytes === 'number' &&
        typeof (file as { sha256?: unknown }).sha256 === 'string',
    )
  );
}

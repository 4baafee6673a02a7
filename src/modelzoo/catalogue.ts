/** Checkpoints that are known by their contents, wherever they lie and whatever they are called. */

import { stat } from 'node:fs/promises';
import { checksumOf } from '../files/checksum.js';
import {
  type CatalogueEntry,
  catalogueFile,
  changeCatalogue,
  type KnownRecipe,
  readCatalogue,
} from './catalogue-file.js';
import { KNOWN_RECIPES } from './known-recipes.js';
import { modelFiles, modelsFolder, readRecord } from './model-folder.js';

/** A checkpoint that is known. */
export interface KnownCheckpoint extends KnownRecipe {
  name: string;
  /** The file that knows it. */
  source: string;
}

/** A file of values that may be the one that is asked about. */
interface Candidate extends CatalogueEntry {
  sha256: string;
  source: string;
}

/**
 * What is known of a file of values: what was added to the catalogue, then what is known of the zoo's models that are in the
 * cache. The file is read only if one of the same length is known.
 *
 * @param params - the file of values
 * @throws {@link FineTuneError} `ERR_OPTION` when `catalogue.json` is no catalogue
 */
export async function findInCatalogue(
  params: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<KnownCheckpoint | undefined> {
  const known = [...(await addedEntries(environment)), ...zooEntries(environment)];
  if (known.length === 0) return undefined;
  const { size } = await stat(params);
  const candidates = known.filter(({ bytes }) => bytes === undefined || bytes === size);
  if (candidates.length === 0) return undefined;
  const checksum = await checksumOf(params);
  const found = candidates.find(({ sha256 }) => sha256 === checksum);
  if (found === undefined) return undefined;
  const { sha256: _sha256, bytes: _bytes, ...checkpoint } = found;
  return checkpoint;
}

/** Adds what is known of a file of values, or replaces it. */
export async function addToCatalogue(
  sha256: string,
  entry: CatalogueEntry,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  await changeCatalogue(environment, (catalogue) => ({ ...catalogue, [sha256]: entry }));
}

/** Takes out what was added under a name. */
export async function removeFromCatalogue(
  name: string,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  const entries = Object.values(await readCatalogue(environment));
  if (!entries.some((entry) => entry.name === name)) return;
  await changeCatalogue(environment, (catalogue) =>
    Object.fromEntries(Object.entries(catalogue).filter(([, entry]) => entry.name !== name)),
  );
}

async function addedEntries(environment: NodeJS.ProcessEnv): Promise<Candidate[]> {
  const source = catalogueFile(environment);
  return Object.entries(await readCatalogue(environment)).map(([sha256, entry]) => ({
    ...entry,
    sha256,
    source,
  }));
}

function zooEntries(environment: NodeJS.ProcessEnv): Candidate[] {
  const models = modelsFolder(environment);
  return [...KNOWN_RECIPES].flatMap(([name, recipe]) => {
    const file = readRecord(models, name)?.files[modelFiles(name).params];
    return file === undefined ? [] : [{ ...recipe, ...file, name, source: 'the model zoo' }];
  });
}

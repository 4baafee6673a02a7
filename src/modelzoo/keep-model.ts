/** Giving a model its place in the cache. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { moveIntoPlace } from '../files/staging.js';
import { type ModelRecord, modelState, RECORD_FILE } from './model-folder.js';
import { writing } from './partial-file.js';

/**
 * Adds the record to a folder with all files of a model, and renames it to its place, unless a whole model is there already.
 */
export async function keepModel(
  models: string,
  folder: string,
  record: ModelRecord,
): Promise<void> {
  const file = join(folder, RECORD_FILE);
  await writing(file, () => writeFile(file, `${JSON.stringify(record, undefined, 2)}\n`));
  const place = join(models, record.name);
  await writing(place, () =>
    moveIntoPlace(folder, place, () => modelState(models, record.name) === 'cached'),
  );
}

/** Which images a run has trained and measured with. */

import { reporting } from '../checkpoint/output-error.js';
import { writeFileAtomically } from '../files/atomic-write.js';
import { readWhole } from '../files/readable.js';
import { listFile } from '../recordio/record-file.js';
import type { RunSettings } from './options.js';

/**
 * Copies the lists of a packed folder beside the checkpoints: `PREFIX-train.lst` and `PREFIX-val.lst`.
 *
 * @throws {@link FineTuneError} `ERR_OUTPUT`
 */
export async function saveLists(settings: RunSettings): Promise<void> {
  const { data, modelPrefix, dataTrain, dataVal } = settings;
  if (data === undefined || modelPrefix === undefined) return;
  const lists = { train: dataTrain, val: dataVal };
  for (const [name, recordFile] of Object.entries(lists)) {
    if (recordFile === undefined) continue;
    const file = `${modelPrefix}-${name}.lst`;
    const list = await readWhole(listFile(recordFile));
    await reporting(file, () => writeFileAtomically(file, list));
  }
}

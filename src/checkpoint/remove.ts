/** Taking a checkpoint away. */

import { rm } from 'node:fs/promises';
import { epochFiles } from './names.js';
import { reporting } from './output-error.js';

/**
 * Removes everything that there is of an epoch, the record of the run first: whoever finds a record finds what belongs to
 * it. The network, which other epochs have too, stays.
 *
 * @throws {@link FineTuneError} `ERR_OUTPUT`
 */
export async function removeCheckpoint(prefix: string, epoch: number): Promise<void> {
  for (const file of epochFiles(prefix, epoch).reverse()) {
    await reporting(file, () => rm(file, { force: true }));
  }
}

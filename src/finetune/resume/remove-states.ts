/** Taking away states that are of no use any more. */

import { rm } from 'node:fs/promises';
import { reporting } from '../../checkpoint/output-error.js';
import { readRecord } from './record.js';
import {
  isInsideEpoch,
  listStates,
  listStems,
  type StateFiles,
  stateFiles,
} from './state-files.js';

/**
 * Removes the states of moments inside of epochs, whole ones and what a killed run has left of them.
 *
 * @param newest - stays
 */
export async function removeInsideStates(prefix: string, newest?: StateFiles): Promise<void> {
  const states = (await listStems(prefix)).map(stateFiles).filter(isInsideEpoch);
  for (const files of states) {
    if (files.stem === newest?.stem) continue;
    // Whoever finds a record finds what belongs to it.
    for (const file of [files.record, files.sums, files.states, files.params]) await remove(file);
  }
}

/** Removes the records of other runs, whose files are about to be overwritten one by one. */
export async function removeStrangers(prefix: string, run: string): Promise<void> {
  for (const files of await listStates(prefix)) {
    if (await isOfAnother(files, run)) await remove(files.record);
  }
}

/** What cannot be read may be of a later version. */
async function isOfAnother({ record }: StateFiles, run: string): Promise<boolean> {
  try {
    return (await readRecord(record)).run !== run;
  } catch {
    return false;
  }
}

async function remove(file: string): Promise<void> {
  await reporting(file, () => rm(file, { force: true }));
}

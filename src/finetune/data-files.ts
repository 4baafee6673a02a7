/** The record files that a run reads. */

import type { RecordSet } from '../dataset/record-set.js';
import { listFile } from '../recordio/record-file.js';
import type { RunSettings } from './options.js';

/** By the names of the options. */
export type DataFiles = Pick<RunSettings, 'dataTrain' | 'dataTrainIdx' | 'dataVal' | 'dataValIdx'>;

/** The record file to train on, with what lies beside it. */
export function trainSet({ dataTrain, dataTrainIdx }: DataFiles): RecordSet {
  return recordSet(dataTrain, dataTrainIdx);
}

/** The record file to validate on, if there is one. */
export function validationSet({ dataVal, dataValIdx }: DataFiles): RecordSet | undefined {
  return dataVal === undefined ? undefined : recordSet(dataVal, dataValIdx);
}

function recordSet(file: string, index: string): RecordSet {
  const list = listFile(file);
  return {
    file,
    index: index === '' ? undefined : index,
    // A name without an ending must not be taken for the list itself.
    list: list === file ? undefined : list,
  };
}

/** Looks at a whole record file, and tells everything that is wrong with it at once. */

import { stat } from 'node:fs/promises';
import { PayloadReader } from '../recordio/payload-reader.js';
import { scanGroups } from '../recordio/scan.js';
import type { ExamineOptions } from './examine-options.js';
import { RecordExamination } from './record-examination.js';
import type { RecordReport } from './record-report.js';

/**
 * Goes over all records of a file without decoding images.
 *
 * @throws {@link FineTuneError} `ERR_DATA` for a file that is missing or empty; the signal's reason
 */
export async function examineRecords(file: string, options: ExamineOptions): Promise<RecordReport> {
  const { signal } = options;
  const examination = new RecordExamination(file, options);
  // Where it cannot be opened the scan tells why.
  await using payloads = await PayloadReader.open(file).catch(() => null);
  for await (const group of scanGroups(file)) {
    signal?.throwIfAborted();
    for (const found of group) {
      if ('reason' in found) examination.damage(found);
      else {
        const looking = examination.record(found, payloads as PayloadReader);
        if (looking !== undefined) await looking;
      }
    }
  }
  return examination.report((await stat(file)).size);
}

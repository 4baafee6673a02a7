/** What a run has to know to go on: `PREFIX-0007.run.json`, beside the parameters and the optimizer's states. */

import { FineTuneError } from '../../errors.js';
import { decodeText, readWhole, whyUnreadable } from '../../files/readable.js';
import { exactJson, parseExactJson } from '../../text/exact-json.js';
import { recordShape } from './record-shape.js';
import type { RunRecord } from './run-record.js';

/** The version of the file's form, raised when one changes its meaning. */
const FORMAT = 1;

/** The contents of a record's file. */
export function recordText(record: RunRecord): string {
  return `${exactJson({ format: FORMAT, ...record })}\n`;
}

/**
 * Reads a record.
 *
 * @throws {@link FineTuneError} `ERR_CHECKPOINT_NOT_FOUND` when it cannot be read, `ERR_CHECKPOINT_FORMAT` when it is damaged or of
 * a later form
 */
export async function readRecord(file: string): Promise<RunRecord> {
  let bytes: Buffer;
  try {
    bytes = await readWhole(file);
  } catch (cause) {
    throw new FineTuneError('ERR_CHECKPOINT_NOT_FOUND', `${file} ${whyUnreadable(cause)}`, {
      cause,
    });
  }
  return parseRecord(bytes, file);
}

function parseRecord(bytes: Buffer, file: string): RunRecord {
  let content: unknown;
  try {
    content = parseExactJson(decodeText(bytes) ?? '');
  } catch (cause) {
    throw damaged(`${file} is damaged: it is no JSON text`, cause);
  }
  const { format } = (content ?? {}) as { format?: unknown };
  if (typeof format === 'number' && format > FORMAT) {
    throw damaged(
      `${file} is a record of form ${format}; this version knows form ${FORMAT} only. Use a later version`,
    );
  }
  try {
    if (format !== FORMAT) throw new RangeError(`it is no record of form ${FORMAT}`);
    return recordShape(content, '');
  } catch (cause) {
    throw damaged(`${file} is damaged: ${(cause as Error).message}`, cause);
  }
}

function damaged(problem: string, cause?: unknown): FineTuneError {
  return new FineTuneError('ERR_CHECKPOINT_FORMAT', problem, { cause });
}

/** `PREFIX-eval.json`. */

import { reporting } from '../../checkpoint/output-error.js';
import { FineTuneError } from '../../errors.js';
import { writeFileAtomically } from '../../files/atomic-write.js';
import { count, list, nullable, number, object, type Shape, text } from '../../files/json-shape.js';
import { decodeText, readWhole, whyUnreadable } from '../../files/readable.js';
import type { Evaluation } from './evaluation.js';

/** The version of the file's form. */
const FORMAT = 1;

const SHAPE: Shape<Evaluation> = object({
  model: object({ prefix: text, epoch: count, networkSha256: text, paramsSha256: text }),
  data: object({ path: text, images: count, skipped: count }),
  classNames: list(text),
  accuracy: number,
  topK: object({ k: count, accuracy: number }),
  loss: number,
  macro: object({ precision: number, recall: number, f1: number }),
  perClass: list(
    object({
      ...{ label: text, index: count, support: count, predicted: count },
      ...{ precision: nullable(number), recall: nullable(number), f1: nullable(number) },
    }),
  ),
  confusion: nullable(list(list(count))),
  confusions: list(object({ label: text, predicted: text, count })),
  calibration: object({
    error: number,
    bins: list(
      object({
        ...{ lower: number, upper: number, count },
        ...{ confidence: nullable(number), accuracy: nullable(number) },
      }),
    ),
  }),
  worst: list(
    object({
      ...{ file: nullable(text), id: count, offset: nullable(count) },
      ...{ label: text, predicted: text, probability: number },
    }),
  ),
});

/** `PREFIX-eval.json`, where an evaluation lies beside its checkpoint. */
export function evaluationFile(prefix: string): string {
  return `${prefix}-eval.json`;
}

/** The contents of the file. */
export function evaluationText(evaluation: Evaluation): string {
  return `${JSON.stringify({ format: FORMAT, ...evaluation })}\n`;
}

/**
 * Writes an evaluation, whole or not at all.
 *
 * @throws {@link FineTuneError} `ERR_OUTPUT`
 */
export async function saveEvaluation(file: string, evaluation: Evaluation): Promise<void> {
  await reporting(
    file,
    () => writeFileAtomically(file, evaluationText(evaluation)),
    'choose another --output',
  );
}

/**
 * Reads an evaluation.
 *
 * @throws {@link FineTuneError} `ERR_DATA` when it cannot be read, or is none
 */
export async function loadEvaluation(file: string): Promise<Evaluation> {
  let content: unknown;
  try {
    content = JSON.parse(decodeText(await readWhole(file)) ?? '');
  } catch (cause) {
    const reason =
      cause instanceof SyntaxError ? 'is damaged: it is no JSON text' : whyUnreadable(cause);
    throw unusable(`${file} ${reason}`, cause);
  }
  const { format } = (content ?? {}) as { format?: unknown };
  if (typeof format === 'number' && format > FORMAT) {
    throw unusable(`${file} has the form ${format}, this version knows form ${FORMAT} only`);
  }
  try {
    return requireSquare(SHAPE(content, ''));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw unusable(`${file} is no evaluation: ${reason}`, cause);
  }
}

/** There must be a row and a column for each class. */
function requireSquare(evaluation: Evaluation): Evaluation {
  const { classNames, perClass, confusion } = evaluation;
  const lists = [perClass, ...(confusion === null ? [] : [confusion, ...confusion])];
  if (lists.every(({ length }) => length === classNames.length)) return evaluation;
  throw new RangeError(`perClass or confusion has not ${classNames.length} classes`);
}

function unusable(problem: string, cause?: unknown): FineTuneError {
  return new FineTuneError('ERR_DATA', `${problem}. Make it again with eval --save`, { cause });
}

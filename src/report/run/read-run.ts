/** Everything that lies beside a checkpoint and tells of its run. */

import { existsSync } from 'node:fs';
import { paramsFile } from '../../checkpoint/names.js';
import { loadRecipe, type Recipe } from '../../checkpoint/recipe.js';
import { FineTuneError } from '../../errors.js';
import { checksumOf } from '../../files/checksum.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { evaluationFile, loadEvaluation } from '../evaluation/evaluation-file.js';
import { historyOf, type RunHistory } from './history.js';
import { readRunLog } from './read-log.js';

/** A run, as far as files tell of it. */
export interface Run {
  prefix: string;
  /** How the report calls it. */
  name: string;
  /** `undefined` when only an evaluation tells of it. */
  history: RunHistory | undefined;
  recipe: Recipe | undefined;
  evaluation: Evaluation | undefined;
  /** What a person should know of the reading. */
  notes: readonly string[];
}

/** `PREFIX.jsonl`. */
export function runLogFile(prefix: string): string {
  return `${prefix}.jsonl`;
}

/**
 * Reads a run.
 *
 * @param isEvaluatedNow - whether `PREFIX-eval.json` is of no interest, because an evaluation will be made
 * @throws {@link FineTuneError} `ERR_CHECKPOINT_NOT_FOUND` when nothing tells of it, `ERR_CHECKPOINT_FORMAT` when its record or
 * recipe is damaged, `ERR_DATA` when its evaluation is
 */
export async function readRun(prefix: string, name: string, isEvaluatedNow = false): Promise<Run> {
  const log = runLogFile(prefix);
  const saved = evaluationFile(prefix);
  const [isLogged, isEvaluated] = [existsSync(log), !isEvaluatedNow && existsSync(saved)];
  if (!isLogged && !isEvaluated && !isEvaluatedNow) {
    throw new FineTuneError(
      'ERR_CHECKPOINT_NOT_FOUND',
      `there is no run ${prefix}: neither ${log}, which training writes, nor ${saved}, which eval writes, exists. Name a run by its --model-prefix`,
    );
  }
  const { records, notes } = isLogged
    ? await readRunLog(log)
    : { records: [], notes: [`there is no ${log}, so nothing is told about the training`] };
  const evaluation = isEvaluated ? await loadEvaluation(saved) : undefined;
  const isOld = evaluation !== undefined && (await isOutdated(prefix, evaluation));
  return {
    ...{ prefix, name, evaluation },
    history: historyOf(records),
    recipe: await loadRecipe(prefix),
    notes: isOld ? [...notes, outdatedNote(saved, evaluation)] : notes,
  };
}

/** Whether the checkpoint that was evaluated is there no more. */
async function isOutdated(prefix: string, { model }: Evaluation): Promise<boolean> {
  const file = paramsFile(prefix, model.epoch);
  return !existsSync(file) || (await checksumOf(file)) !== model.paramsSha256;
}

function outdatedNote(file: string, { model }: Evaluation): string {
  return `${file} tells of another ${paramsFile('', model.epoch).slice(1)} than the one that lies beside it. Evaluate again`;
}

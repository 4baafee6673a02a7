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
 * @param evaluation - one that was just made; otherwise that of `PREFIX-eval.json`, if there is one
 * @throws {@link FineTuneError} `ERR_CHECKPOINT_NOT_FOUND` when nothing tells of it, `ERR_CHECKPOINT_FORMAT` when its record or
 * recipe is damaged, `ERR_DATA` when its evaluation is
 */
export async function readRun(prefix: string, name: string, evaluation?: Evaluation): Promise<Run> {
  const log = runLogFile(prefix);
  const saved = evaluationFile(prefix);
  const [isLogged, isEvaluated] = [existsSync(log), existsSync(saved)];
  if (!isLogged && !isEvaluated && evaluation === undefined) {
    throw new FineTuneError(
      'ERR_CHECKPOINT_NOT_FOUND',
      `there is no run ${prefix}: neither ${log}, which training writes, nor ${saved}, which eval writes, exists. Name a run by its --model-prefix`,
    );
  }
  const { records, notes } = isLogged
    ? await readRunLog(log)
    : { records: [], notes: [`there is no ${log}, so nothing is told about the training`] };
  const found = evaluation ?? (isEvaluated ? await loadEvaluation(saved) : undefined);
  const isOld =
    evaluation === undefined && found !== undefined && (await isOutdated(prefix, found));
  return {
    ...{ prefix, name, evaluation: found },
    history: historyOf(records),
    recipe: await loadRecipe(prefix),
    notes: isOld ? [...notes, outdatedNote(saved, found)] : notes,
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

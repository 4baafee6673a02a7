/** Reports of runs, as one HTML file. */

import { resolve } from 'node:path';
import { reporting } from '../checkpoint/output-error.js';
import { FineTuneError } from '../errors.js';
import { testWriting, writeFileAtomically } from '../files/atomic-write.js';
import { matrixImage } from './charts/matrix-image.js';
import type { Evaluation } from './evaluation/evaluation.js';
import { reportPage } from './page/report-page.js';
import {
  MOST_RUNS,
  MOST_TABLE_CLASSES,
  type ReportedEvaluation,
  type ReportedRun,
} from './page/reported-run.js';
import { type Run, readRun } from './run/read-run.js';
import { runNames } from './run/run-names.js';
import { thumbnailsOf } from './thumbnails.js';

/** Options of {@link writeReport}. */
export interface ReportOptions {
  /** The file, which ends in `.html`. @defaultValue `PREFIX-report.html` of the first run */
  output?: string | undefined;
  /** Makes an evaluation for a run, which tells so many mistakes. @defaultValue that of `PREFIX-eval.json`, if there is one */
  evaluate?: ((prefix: string, worst: number) => Promise<Evaluation>) | undefined;
}

/** What {@link writeReport} has done. */
export interface WrittenReport {
  file: string;
  bytes: number;
  runs: readonly Run[];
}

/** A file that can be sent to anybody. */
export const MOST_BYTES = 5_000_000;

const ELSEWHERE = 'choose another --output';

/** Pictures of mistakes of all runs together. */
const MOST_THUMBNAILS = 48;

/** Pictures of mistakes of one run. */
const MOST_THUMBNAILS_EACH = 24;

/**
 * Writes a report of a run, or of several side by side: one file that loads nothing from elsewhere.
 *
 * @throws {@link FineTuneError} `ERR_OPTION` for wrong options, `ERR_CHECKPOINT_NOT_FOUND` when nothing tells of a run,
 * `ERR_CHECKPOINT_FORMAT` and `ERR_DATA` when what tells of it is damaged, `ERR_OUTPUT` when the report cannot be written
 */
export async function writeReport(
  prefixes: readonly string[],
  { output, evaluate }: ReportOptions = {},
): Promise<WrittenReport> {
  requirePrefixes(prefixes);
  const file = output ?? `${prefixes[0]}-report.html`;
  if (!/\.html?$/i.test(file)) {
    throw new FineTuneError('ERR_OPTION', `--output must end in .html, received '${file}'`);
  }
  const names = runNames(prefixes);
  const runs: Run[] = [];
  for (const [i, prefix] of prefixes.entries()) {
    runs.push(await readRun(prefix, names[i] as string, evaluate !== undefined));
  }
  // It may take long: what can be found out before is found out before.
  await reporting(file, () => testWriting(file), ELSEWHERE);
  if (evaluate !== undefined) {
    for (const run of runs) run.evaluation = await evaluate(run.prefix, MOST_THUMBNAILS_EACH);
  }
  const page = reportPage(await Promise.all(runs.map((run) => drawn(run, runs.length))), now());
  const bytes = Buffer.byteLength(page);
  if (bytes >= MOST_BYTES) {
    throw new FineTuneError(
      'ERR_DATA',
      `the report would have ${bytes} bytes, and ${MOST_BYTES} are too many. Report fewer runs at once`,
    );
  }
  await reporting(file, () => writeFileAtomically(file, page), ELSEWHERE);
  return { file, bytes, runs };
}

function requirePrefixes(prefixes: readonly string[]): void {
  if (prefixes.length === 0 || prefixes.length > MOST_RUNS) {
    throw new FineTuneError(
      'ERR_OPTION',
      `a report is about one to ${MOST_RUNS} runs, received ${prefixes.length}`,
    );
  }
  const places = prefixes.map((prefix) => resolve(prefix));
  const twice = prefixes.find((_, i) => places.indexOf(places[i] as string) !== i);
  if (twice === undefined) return;
  throw new FineTuneError('ERR_OPTION', `the run ${twice} is named twice`);
}

async function drawn(run: Run, runs: number): Promise<ReportedRun> {
  const { evaluation } = run;
  return { ...run, evaluation: evaluation && (await drawnEvaluation(evaluation, runs)) };
}

async function drawnEvaluation(evaluation: Evaluation, runs: number): Promise<ReportedEvaluation> {
  const { confusion, classNames } = evaluation;
  const isLarge = confusion !== null && classNames.length > MOST_TABLE_CLASSES;
  const thumbnails = Math.min(MOST_THUMBNAILS_EACH, Math.floor(MOST_THUMBNAILS / runs));
  return {
    ...evaluation,
    matrix: isLarge ? await matrixImage(confusion) : undefined,
    thumbnails: await thumbnailsOf(evaluation, thumbnails),
  };
}

function now(): string {
  return new Date().toISOString();
}

/** Reports of runs, as one HTML file. */

import { resolve } from 'node:path';
import { reporting } from '../checkpoint/output-error.js';
import { FineTuneError } from '../errors.js';
import { testWriting, writeFileAtomically } from '../files/atomic-write.js';
import type { Evaluation } from './evaluation/evaluation.js';
import type { ReportedRun } from './page/reported-run.js';
import { type Run, readRun } from './run/read-run.js';
import { runNames } from './run/run-names.js';

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
  /** What was left out, and what is outdated, run by run. */
  notes: string[];
}

/** A file that can be sent to anybody. */
export const MOST_BYTES = 5_000_000;

/** The most runs that one report compares: as many as there are colours. */
const MOST_RUNS = 8;

/** Mistakes of one run. */
const MOST_MISTAKES = 24;

/** Mistakes of all runs together. */
const MOST_MISTAKES_OF_ALL = 48;

const ELSEWHERE = 'choose another --output';

/**
 * Writes a report of a run, or of several side by side: one file that loads nothing from elsewhere.
 *
 * @param prefixes - of the runs, as `modelPrefix` named them: at most eight
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
    for (const run of runs) run.evaluation = await evaluate(run.prefix, MOST_MISTAKES);
  }
  const page = await pageOf(runs);
  await reporting(file, () => writeFileAtomically(file, page), ELSEWHERE);
  return {
    ...{ file, bytes: page.length },
    notes: runs.flatMap(({ name, notes }) => notes.map((note) => `${name}: ${note}`)),
  };
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

async function pageOf(runs: readonly Run[]): Promise<Buffer> {
  // What draws is loaded by those who want to see something.
  const { reportPage } = await import('./page/report-page.js');
  const { drawEvaluation } = await import('./draw-evaluation.js');
  const most = Math.min(MOST_MISTAKES, Math.floor(MOST_MISTAKES_OF_ALL / runs.length));
  const drawn = await Promise.all(
    runs.map(async (run): Promise<ReportedRun> => {
      const { evaluation } = run;
      return { ...run, evaluation: evaluation && (await drawEvaluation(evaluation, most)) };
    }),
  );
  const page = Buffer.from(reportPage(drawn, new Date().toISOString()));
  if (page.length < MOST_BYTES) return page;
  throw new FineTuneError(
    'ERR_DATA',
    `the report would have ${page.length} bytes, and ${MOST_BYTES} are too many. Report fewer runs at once`,
  );
}

/** `report`: runs as a page to look at. */

import type { CommandModule } from 'yargs';
import type { EpochName } from '../../checkpoint/pointers.js';
import { FineTuneError } from '../../errors.js';
import type { Evaluation } from '../../report/evaluation/evaluation.js';
import { counted } from '../../text/plural.js';
import { evaluating } from '../evaluating.js';
import { interruptible } from '../interruptible.js';
import type { GlobalOptions, Session } from '../io.js';
import { type LabelledArguments, labelledOptions } from '../options/eval-flags.js';
import { yargsOption } from '../options/flag.js';
import { EVALUATION_FLAGS, REPORT_FLAGS } from '../options/report-flags.js';

interface ReportArguments extends GlobalOptions, LabelledArguments {
  runs: string[];
  output?: string;
  data?: string;
  epoch?: number | EpochName;
}

/** The command of a session. */
export function reportCommand(session: Session): CommandModule<GlobalOptions, GlobalOptions> {
  return {
    command: 'report <runs..>',
    describe: 'write what has become of runs into one HTML file',
    builder: (yargs) => {
      for (const [name, flag] of Object.entries({ ...REPORT_FLAGS, ...EVALUATION_FLAGS })) {
        yargs.option(name, yargsOption(name, flag));
      }
      return yargs.positional('runs', {
        type: 'string',
        array: true,
        describe: 'prefixes of runs, as --model-prefix named them; several are compared',
      });
    },
    handler: async (parsed) => {
      await report(session, parsed as unknown as ReportArguments);
    },
  };
}

async function report(session: Session, parsed: ReportArguments): Promise<void> {
  const evaluate = evaluation(session, parsed);
  // Only this command needs what draws.
  const { writeReport } = await import('../../report/write-report.js');
  const { file, bytes, notes } = await interruptible(session, 'no report is written', () =>
    writeReport(parsed.runs, { output: parsed.output, evaluate }),
  );
  for (const note of notes) session.stderr.write(`warning: ${note}\n`);
  session.stdout.write(
    `${file}: ${counted(parsed.runs.length, 'run')}, ${Math.ceil(bytes / 1000)} kB\n`,
  );
}

/** How a run is evaluated, if it is to be. */
function evaluation(
  session: Session,
  parsed: ReportArguments,
): ((prefix: string, worst: number) => Promise<Evaluation>) | undefined {
  const { data, epoch } = parsed;
  if (data === undefined) {
    requireNone(parsed);
    return undefined;
  }
  const options = { environment: session.env, ...labelledOptions('report', parsed), epoch };
  return async (prefix, worst) => {
    const { evaluate } = await import('../../report/evaluation/evaluate.js');
    return await evaluating(session, `evaluating for ${prefix}:`, (context) =>
      evaluate(prefix, data, { ...options, worst }, context),
    );
  };
}

/** Without `--data` its options would be passed over. */
function requireNone(parsed: ReportArguments): void {
  const given: Readonly<Record<string, unknown>> = { ...parsed };
  const name = Object.keys(EVALUATION_FLAGS).find((option) => given[option] !== undefined);
  if (name === undefined) return;
  throw new FineTuneError(
    'ERR_OPTION',
    `--${name} is about an evaluation: name its images with --data`,
  );
}

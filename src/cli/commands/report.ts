/** `report`: runs as a page to look at. */

import type { CommandModule } from 'yargs';
import { counted } from '../../text/plural.js';
import type { GlobalOptions, Session } from '../io.js';

interface ReportArguments extends GlobalOptions {
  runs: string[];
  output?: string;
}

/** The command of a session. */
export function reportCommand(session: Session): CommandModule<GlobalOptions, GlobalOptions> {
  return {
    command: 'report <runs..>',
    describe: 'write what has become of runs into one HTML file',
    builder: (yargs) =>
      yargs
        .positional('runs', {
          type: 'string',
          array: true,
          describe: 'prefixes of runs, as --model-prefix named them; several are compared',
        })
        .option('output', {
          type: 'string',
          requiresArg: true,
          describe: 'the file to write',
          defaultDescription: 'PREFIX-report.html',
        }),
    handler: async (parsed) => {
      await report(session, parsed as unknown as ReportArguments);
    },
  };
}

async function report(session: Session, parsed: ReportArguments): Promise<void> {
  // Only this command needs what draws.
  const { writeReport } = await import('../../report/write-report.js');
  const { file, bytes, runs } = await writeReport(parsed.runs, { output: parsed.output });
  for (const { name, notes } of runs) {
    for (const note of notes) session.stderr.write(`warning: ${name}: ${note}\n`);
  }
  session.stdout.write(`${file}: ${counted(runs.length, 'run')}, ${Math.ceil(bytes / 1000)} kB\n`);
}

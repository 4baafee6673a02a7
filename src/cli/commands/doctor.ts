/** `doctor`: what is there of libmxnet, whether it works, and what to do. */

import type { CommandModule } from 'yargs';
import { diagnose } from '../../doctor/diagnose.js';
import type { Diagnosis } from '../../doctor/diagnosis.js';
import { EXIT } from '../exit-code.js';
import type { GlobalOptions, Session } from '../io.js';
import { doctorReport } from '../output/doctor-report.js';

interface DoctorArguments extends GlobalOptions {
  json: boolean;
  quiet: boolean;
}

/** The command of a session. */
export function doctorCommand(session: Session): CommandModule<GlobalOptions, GlobalOptions> {
  return {
    command: 'doctor',
    describe: 'examine libmxnet and say what is wrong with it',
    builder: (yargs) =>
      yargs
        .option('json', { type: 'boolean', default: false, describe: 'one JSON object' })
        .option('quiet', {
          type: 'boolean',
          default: false,
          describe: 'print nothing: 0 when libmxnet works, 5 when it does not',
        }),
    handler: async (parsed) => {
      await doctor(session, parsed as unknown as DoctorArguments);
    },
  };
}

async function doctor(session: Session, parsed: DoctorArguments): Promise<void> {
  const { env, signal } = session;
  const diagnosis = await diagnose({ environment: env, signal });
  if (!diagnosis.ok) session.exitCode = EXIT.environment;
  if (parsed.quiet) return;
  session.stdout.write(parsed.json ? `${toJson(diagnosis)}\n` : doctorReport(diagnosis));
}

/** Every key is always there. */
function toJson(diagnosis: Diagnosis): string {
  return JSON.stringify(diagnosis, (_key, value: unknown) => value ?? null);
}

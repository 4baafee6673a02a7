/** `eval`: how well a checkpoint recognizes images. */

import type { CommandModule } from 'yargs';
import type { EpochName } from '../../checkpoint/pointers.js';
import { FineTuneError } from '../../errors.js';
import { evaluating } from '../evaluating.js';
import { interruptible } from '../interruptible.js';
import type { GlobalOptions, Session } from '../io.js';
import { EVAL_FLAGS, type LabelledArguments, labelledOptions } from '../options/eval-flags.js';
import { yargsOption } from '../options/flag.js';

interface EvalArguments extends GlobalOptions, LabelledArguments {
  prefix: string;
  data: string;
  epoch?: number | EpochName;
  'top-k'?: number;
  worst?: number;
  json: boolean;
  csv: boolean;
  save: boolean;
  output?: string;
}

/** The command of a session. */
export function evalCommand(session: Session): CommandModule<GlobalOptions, GlobalOptions> {
  return {
    command: 'eval <prefix> <data>',
    describe: 'tell how well images are recognized, class by class',
    builder: (yargs) => {
      for (const [name, flag] of Object.entries(EVAL_FLAGS)) {
        yargs.option(name, yargsOption(name, flag));
      }
      return yargs
        .positional('prefix', { type: 'string', describe: 'prefix of the checkpoint' })
        .positional('data', {
          type: 'string',
          describe: 'record file, or folder with one folder of images for each class',
        })
        .option('json', { type: 'boolean', default: false, describe: 'one JSON object' })
        .option('csv', { type: 'boolean', default: false, describe: 'one line for each class' })
        .option('save', {
          type: 'boolean',
          default: false,
          describe: 'write PREFIX-eval.json, for the report',
        })
        .option('output', {
          type: 'string',
          requiresArg: true,
          describe: 'write the same to another file',
        });
    },
    handler: async (parsed) => {
      await run(session, parsed as unknown as EvalArguments);
    },
  };
}

async function run(session: Session, parsed: EvalArguments): Promise<void> {
  if (parsed.json && parsed.csv) {
    throw new FineTuneError('ERR_OPTION', 'choose one of --json and --csv');
  }
  if (parsed.save && parsed.output !== undefined) {
    throw new FineTuneError('ERR_OPTION', 'choose one of --save and --output');
  }
  const options = {
    environment: session.env,
    ...labelledOptions('eval', parsed),
    epoch: parsed.epoch,
    topK: parsed['top-k'],
    worst: parsed.worst,
  };
  // Only this command needs its modules.
  const { evaluate } = await import('../../report/evaluation/evaluate.js');
  const { evaluationFile, evaluationText, saveEvaluation } = await import(
    '../../report/evaluation/evaluation-file.js'
  );
  const { evaluationCsv, evaluationReport } = await import('../output/evaluation-text.js');
  const evaluation = await interruptible(session, 'there is no result', () =>
    evaluating(session, 'evaluating', (context) =>
      evaluate(parsed.prefix, parsed.data, options, context),
    ),
  );
  const file = parsed.save ? evaluationFile(parsed.prefix) : parsed.output;
  if (file !== undefined) await saveEvaluation(file, evaluation);
  if (parsed.json) session.stdout.write(evaluationText(evaluation));
  else if (parsed.csv) session.stdout.write(evaluationCsv(evaluation));
  else session.stdout.write(evaluationReport([evaluation.model], evaluation.data, evaluation));
}

/** `ensemble`: several checkpoints that answer together. */

import type { CommandModule } from 'yargs';
import { FineTuneError } from '../../errors.js';
import type { ChosenCheckpoint } from '../../predictor/batch-predictor.js';
import { evaluating } from '../evaluating.js';
import { EXIT } from '../exit-code.js';
import { interruptible } from '../interruptible.js';
import { type GlobalOptions, type Session, writeJson } from '../io.js';
import { namedImages } from '../named-images.js';
import { CHECKPOINT_FORM, chosenCheckpoint } from '../options/chosen-checkpoint.js';
import {
  batchOptions,
  ENSEMBLE_FLAGS,
  type LabelledArguments,
  labelledOptions,
} from '../options/eval-flags.js';
import { yargsOption } from '../options/flag.js';
import { predictionWriter } from '../output/prediction-writer.js';
import { tellAssumed } from '../output/tell-assumed.js';

interface EnsembleArguments extends GlobalOptions, LabelledArguments {
  prefixes: string[];
  data?: string;
  images?: string[];
  'top-k'?: number;
  worst?: number;
  json: boolean;
  csv: boolean;
}

/** Options that say something about labelled images only. */
const LABELLED_ONLY = ['worst', 'data-classes', 'on-bad-image'] as const;

/** The command of a session. */
export function ensembleCommand(session: Session): CommandModule<GlobalOptions, GlobalOptions> {
  return {
    command: 'ensemble <prefixes..>',
    describe: 'let several checkpoints answer together: the mean of their probabilities',
    builder: (yargs) => {
      for (const [name, flag] of Object.entries(ENSEMBLE_FLAGS)) {
        yargs.option(name, yargsOption(name, flag));
      }
      return yargs
        .positional('prefixes', { type: 'string', array: true, describe: CHECKPOINT_FORM })
        .option('images', {
          type: 'string',
          array: true,
          requiresArg: true,
          group: 'Data:',
          describe: 'images to tell about: files, folders of them, - for standard input',
        })
        .option('json', { type: 'boolean', default: false, describe: 'JSON objects' })
        .option('csv', { type: 'boolean', default: false, describe: 'a table for programs' });
    },
    handler: async (parsed) => {
      await run(session, parsed as unknown as EnsembleArguments);
    },
  };
}

async function run(session: Session, parsed: EnsembleArguments): Promise<void> {
  const { data, images, json, csv } = parsed;
  if (json && csv) throw new FineTuneError('ERR_OPTION', 'choose one of --json and --csv');
  if ((data === undefined) === (images === undefined)) {
    throw new FineTuneError('ERR_OPTION', 'either --data or --images is needed');
  }
  const checkpoints = parsed.prefixes.map(chosenCheckpoint);
  if (data !== undefined) await evaluateAll(session, checkpoints, data, parsed);
  else await predictAll(session, checkpoints, images ?? [], parsed);
}

async function evaluateAll(
  session: Session,
  checkpoints: readonly ChosenCheckpoint[],
  data: string,
  parsed: EnsembleArguments,
): Promise<void> {
  const options = {
    environment: session.env,
    ...labelledOptions('ensemble', parsed),
    topK: parsed['top-k'],
    worst: parsed.worst,
  };
  // Only this command needs its modules.
  const { evaluateTogether } = await import('../../report/evaluation/ensemble.js');
  const { evaluationCsv, evaluationReport } = await import('../output/evaluation-text.js');
  const evaluation = await interruptible(session, 'there is no result', () =>
    evaluating(session, 'evaluating', (context) =>
      evaluateTogether(checkpoints, data, options, context),
    ),
  );
  if (parsed.json) writeJson(session, evaluation);
  else if (parsed.csv) session.stdout.write(evaluationCsv(evaluation));
  else session.stdout.write(evaluationReport(evaluation.models, evaluation.data, evaluation));
}

async function predictAll(
  session: Session,
  checkpoints: readonly ChosenCheckpoint[],
  images: readonly string[],
  parsed: EnsembleArguments,
): Promise<void> {
  const wrong = LABELLED_ONLY.find((name) => parsed[name] !== undefined);
  if (wrong !== undefined) {
    throw new FineTuneError('ERR_OPTION', `--${wrong} goes with --data only`);
  }
  const options = {
    environment: session.env,
    ...batchOptions('ensemble', parsed),
    topK: parsed['top-k'],
  };
  const { predictTogether } = await import('../../report/evaluation/ensemble.js');
  await interruptible(session, 'not all images were looked at', async () => {
    const answers = predictTogether(checkpoints, namedImages(session, images), options, {
      signal: session.signal,
      onLoaded: (recipe) => tellAssumed(session, recipe),
    });
    let write: ReturnType<typeof predictionWriter> | undefined;
    for await (const { name, predictions, fault } of answers) {
      write ??= predictionWriter(session, parsed);
      if (fault === undefined) write(name, predictions);
      else {
        session.stderr.write(`mxnet-finetune: ${name}: ${fault.message}\n`);
        session.exitCode = EXIT.data;
      }
    }
  });
}

/** `predict`: what is on images. */

import type { CommandModule } from 'yargs';
import type { EpochName } from '../../checkpoint/pointers.js';
import { FineTuneError } from '../../errors.js';
import { NotAFile, readWhole, whyUnreadable } from '../../files/readable.js';
import { checkNumber, whole } from '../../finetune/check-numbers.js';
import { Classifier } from '../../predictor/classifier.js';
import type { Prediction } from '../../predictor/predictions.js';
import { EXIT } from '../exit-code.js';
import { imageNames, STANDARD_INPUT } from '../image-names.js';
import type { GlobalOptions, Session } from '../io.js';
import { oneDevice } from '../options/devices.js';
import { yargsOption } from '../options/flag.js';
import { PREDICT_FLAGS, type RecipeArguments, recipeOptions } from '../options/predict-flags.js';
import { predictionWriter } from '../output/prediction-writer.js';
import { tellAssumed } from '../output/tell-assumed.js';

interface PredictArguments extends GlobalOptions, RecipeArguments {
  prefix: string;
  images: string[];
  json: boolean;
  csv: boolean;
  epoch?: number | EpochName;
  'top-k'?: number;
  gpus?: string;
}

/** The command of a session. */
export function predictCommand(session: Session): CommandModule<GlobalOptions, GlobalOptions> {
  return {
    command: 'predict <prefix> <images..>',
    describe: 'tell what is on images',
    builder: (yargs) => {
      for (const [name, flag] of Object.entries(PREDICT_FLAGS)) {
        yargs.option(name, yargsOption(name, flag));
      }
      return yargs
        .positional('prefix', { type: 'string', describe: 'prefix of the checkpoint' })
        .positional('images', {
          type: 'string',
          array: true,
          describe: 'image files, folders of them, - for standard input',
        })
        .option('json', { type: 'boolean', default: false, describe: 'one JSON object per image' })
        .option('csv', {
          type: 'boolean',
          default: false,
          describe: 'one line per image and class',
        });
    },
    handler: async (parsed) => {
      await predict(session, parsed as unknown as PredictArguments);
    },
  };
}

async function predict(session: Session, parsed: PredictArguments): Promise<void> {
  const topK = parsed['top-k'] ?? 5;
  checkNumber('--top-k', topK, whole(1));
  if (parsed.json && parsed.csv) {
    throw new FineTuneError('ERR_OPTION', 'choose one of --json and --csv');
  }
  if (typeof parsed.epoch === 'number') checkNumber('--epoch', parsed.epoch, whole(0));
  const device = oneDevice('predict', parsed);
  await using classifier = await Classifier.load(parsed.prefix, {
    epoch: parsed.epoch,
    ...recipeOptions(parsed),
    environment: session.env,
    device,
  });
  tellAssumed(session, classifier.recipe);
  await predictAll(session, classifier, parsed, topK);
}

async function predictAll(
  session: Session,
  classifier: Classifier,
  parsed: PredictArguments,
  topK: number,
): Promise<void> {
  const write = predictionWriter(session, parsed);
  for (const named of parsed.images) {
    for (const file of await imageNames(session, named)) {
      requireTime(session, file);
      const predictions = await predictFile(session, classifier, file, topK);
      if (predictions !== undefined) write(file, predictions);
    }
  }
}

function requireTime({ signal }: Session, file: string): void {
  if (signal.aborted) throw new FineTuneError('ERR_INTERRUPTED', `interrupted before ${file}`);
}

/** A file that cannot be used is told, and the others go on. */
async function predictFile(
  session: Session,
  classifier: Classifier,
  file: string,
  topK: number,
): Promise<Prediction[] | undefined> {
  try {
    const image = file === STANDARD_INPUT ? session.stdin?.() : undefined;
    const { signal } = session;
    return await classifier.classify(image ?? (await readWhole(file)), { topK, signal });
  } catch (error) {
    requireTime(session, file);
    if (!isAboutFile(error)) throw error;
    const reason =
      error instanceof FineTuneError ? `: ${error.message}` : ` ${whyUnreadable(error)}`;
    session.stderr.write(`mxnet-finetune: ${file}${reason}\n`);
    session.exitCode = EXIT.data;
    return undefined;
  }
}

function isAboutFile(error: unknown): error is Error {
  return (
    (error instanceof FineTuneError && error.code === 'ERR_DATA') ||
    error instanceof NotAFile ||
    (error instanceof Error && 'syscall' in error)
  );
}

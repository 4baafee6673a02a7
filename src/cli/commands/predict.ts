/** `predict`: what is on images. */

import type { CommandModule } from 'yargs';
import type { EpochName } from '../../checkpoint/pointers.js';
import { FineTuneError } from '../../errors.js';
import { NotAFile, readWhole, whyUnreadable } from '../../files/readable.js';
import { checkNumber, whole } from '../../finetune/check-numbers.js';
import { type Prediction, Predictor } from '../../predictor/predictor.js';
import { EXIT } from '../exit-code.js';
import { type GlobalOptions, type Session, writeJson } from '../io.js';
import { devicesOf } from '../options/devices.js';
import { yargsOption } from '../options/flag.js';
import { PREDICT_FLAGS } from '../options/predict-flags.js';

interface PredictArguments extends GlobalOptions {
  prefix: string;
  images: string[];
  json: boolean;
  epoch?: number | EpochName;
  'top-k'?: number;
  'class-names'?: string;
  gpus?: string;
  'image-shape'?: string;
  'rgb-mean'?: string;
  'rgb-std'?: string;
  resize?: number;
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
        .positional('images', { type: 'string', array: true, describe: 'image files' })
        .option('json', { type: 'boolean', default: false, describe: 'one JSON object per image' });
    },
    handler: async (parsed) => {
      await predict(session, parsed as unknown as PredictArguments);
    },
  };
}

async function predict(session: Session, parsed: PredictArguments): Promise<void> {
  const topK = parsed['top-k'] ?? 5;
  checkNumber('--top-k', topK, whole(1));
  if (typeof parsed.epoch === 'number') checkNumber('--epoch', parsed.epoch, whole(0));
  const [device, ...more] = devicesOf(parsed);
  if (device === undefined || more.length > 0) {
    throw new FineTuneError('ERR_OPTION', 'predict uses one device');
  }
  using predictor = await Predictor.open(parsed.prefix, {
    epoch: parsed.epoch,
    classNames: parsed['class-names'],
    imageShape: parsed['image-shape'],
    rgbMean: parsed['rgb-mean'],
    rgbStd: parsed['rgb-std'],
    resize: parsed.resize,
    device,
  });
  const { assumed } = predictor.recipe;
  if (assumed.length > 0) {
    session.stderr.write(
      `no recipe was saved beside the checkpoint and nothing else given, so this is assumed: ${assumed.join('; ')}\n`,
    );
  }
  for (const file of parsed.images) {
    if (session.signal.aborted) {
      throw new FineTuneError('ERR_INTERRUPTED', `interrupted before ${file}`);
    }
    await predictFile(session, predictor, file, { topK, json: parsed.json });
  }
}

/** A file that cannot be used is told, and the others go on. */
async function predictFile(
  session: Session,
  predictor: Predictor,
  file: string,
  { topK, json }: { topK: number; json: boolean },
): Promise<void> {
  let predictions: Prediction[];
  try {
    predictions = await predictor.classify(await readWhole(file), topK);
  } catch (error) {
    if (!isAboutFile(error)) throw error;
    const reason =
      error instanceof FineTuneError ? `: ${error.message}` : ` ${whyUnreadable(error)}`;
    session.stderr.write(`mxnet-finetune: ${file}${reason}\n`);
    session.exitCode = EXIT.data;
    return;
  }
  if (json) writeJson(session, { file, predictions });
  else session.stdout.write(table(file, predictions));
}

function isAboutFile(error: unknown): error is Error {
  return (
    (error instanceof FineTuneError && error.code === 'ERR_DATA') ||
    error instanceof NotAFile ||
    (error instanceof Error && 'syscall' in error)
  );
}

function table(file: string, predictions: readonly Prediction[]): string {
  const rows = predictions.map(
    ({ label, index, probability }) =>
      `  ${probability.toFixed(4)}  ${String(index).padStart(4)}  ${label}\n`,
  );
  return `${file}\n${rows.join('')}`;
}

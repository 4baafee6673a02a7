/** The command line: from arguments to an exit code. */

import yargs, { type Argv, type CommandModule } from 'yargs';
import { FineTuneError } from '../errors.js';
import { packageVersion } from '../native/package-root.js';
import { compareCommand } from './commands/compare.js';
import { doctorCommand } from './commands/doctor.js';
import { ensembleCommand } from './commands/ensemble.js';
import { evalCommand } from './commands/eval.js';
import { featuresCommand } from './commands/features.js';
import { inspectCommand } from './commands/inspect.js';
import { installCommand } from './commands/install.js';
import { modelzooCommand } from './commands/modelzoo.js';
import { packCommand } from './commands/pack.js';
import { predictCommand } from './commands/predict.js';
import { reportCommand } from './commands/report.js';
import { serveCommand } from './commands/serve.js';
import { trainCommand } from './commands/train.js';
import { unpackCommand } from './commands/unpack.js';
import { validateCommand } from './commands/validate.js';
import { EXIT, exitCodeOf } from './exit-code.js';
import { withStandardInput } from './image-names.js';
import type { GlobalOptions, Io, Session } from './io.js';
import { completeOptions } from './options/prefixes.js';
import { OWN_OPTIONS, TRAIN_OPTIONS } from './options/train-options.js';
import { reportError } from './report-error.js';

/** In the order in which they are listed. */
const COMMANDS = [
  trainCommand,
  inspectCommand,
  predictCommand,
  evalCommand,
  compareCommand,
  ensembleCommand,
  featuresCommand,
  reportCommand,
  serveCommand,
  modelzooCommand,
  validateCommand,
  packCommand,
  unpackCommand,
  installCommand,
  doctorCommand,
];

const WIDEST = 100;

/**
 * Runs one command. It ends no process and touches no stream but those of `io`.
 *
 * @param argv - the arguments after the program's name
 * @returns the exit code: 0 ok · 2 usage or configuration · 3 data · 4 model or checkpoint · 5 environment or
 * device · 6 diverged · 7 out of memory · 130 / 143 signals
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  const session: Session = { ...io, exitCode: EXIT.ok };
  let text = '';
  try {
    await commandLine(session, argv).parseAsync(
      withWholeNames(argv),
      {},
      (_error, _arguments, output) => {
        text = output;
      },
    );
  } catch (error) {
    reportError(io, error, argv.includes('--verbose'));
    return exitCodeOf(error, io.signal);
  }
  // Only --help and --version make yargs itself speak.
  if (text !== '') io.stdout.write(`${text}\n`);
  return session.exitCode;
}

function commandLine(session: Session, argv: readonly string[]): Argv<GlobalOptions> {
  const commands = COMMANDS.map((command) => command(session));
  return yargs()
    .scriptName('mxnet-finetune')
    .locale('en')
    .option('verbose', {
      type: 'boolean',
      default: false,
      describe: 'with an error, also print its whole text and its stack',
    })
    .parserConfiguration({
      // As argparse: `--no-x` is no option of its own, and names are taken as they are.
      'boolean-negation': false,
      'dot-notation': false,
      'camel-case-expansion': false,
    })
    .command(commands)
    .strict()
    .version(packageVersion())
    .help()
    .wrap(Math.min(WIDEST, session.stdout.columns ?? WIDEST))
    .exitProcess(false)
    .fail((message, error) => passOn(message, error, helpOf(argv, commands)));
}

/** `train`, which also runs without its name, takes shortened options as argparse does. */
function withWholeNames(argv: readonly string[]): string[] {
  const [first] = argv;
  const trains = first === undefined || first === 'train' || first.startsWith('-');
  return trains
    ? completeOptions(argv, [...TRAIN_OPTIONS, 'verbose', 'help', 'version'], OWN_OPTIONS)
    : withStandardInput(withNames(argv));
}

/** What stands behind `--` are names, also those that begin with a dash; yargs would keep them from the commands. */
function withNames(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--');
  if (end < 0) return argv;
  const names = argv.slice(end + 1).map((name) => (/^-./.test(name) ? `./${name}` : name));
  return [...argv.slice(0, end), ...names];
}

/** yargs' own complaints come as texts, a command's error as itself. */
function passOn(message: string | null, error: Error | undefined, help: string): never {
  if (error !== undefined && error.name !== 'YError') throw error;
  const text = (message ?? error?.message ?? '').replace(/\s*\n\s*/g, ' ').trim();
  throw new FineTuneError('ERR_OPTION', `${text}. See: ${help}`);
}

/** What tells how the command is called that was named. */
function helpOf(
  [first]: readonly string[],
  commands: readonly CommandModule<GlobalOptions, GlobalOptions>[],
): string {
  const names = commands.flatMap(({ command = [] }) => command).map((form) => form.split(' ')[0]);
  return names.includes(first) ? `mxnet-finetune ${first} --help` : 'mxnet-finetune --help';
}

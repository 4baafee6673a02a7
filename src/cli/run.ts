/** What the executable runs. */

import { openLibrary } from '../runtime/library.js';
import { EXIT, exitCodeOf } from './exit-code.js';
import type { Io, Session } from './io.js';
import type { ParsedFlags } from './options/train-options.js';
import { reportError } from './report-error.js';

/**
 * Begins to open libmxnet, on a thread of its own, when it is likely that it will be needed: that takes longer than reading all
 * options and modules.
 */
export function openAhead(argv: readonly string[]): void {
  // Options are checked first: the run opens the library again, and is told then what has happened.
  if (seemsToTrain(argv)) openLibrary().catch(() => {});
}

/** {@link main}, with a shorter way for what is run most: a training run. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  if (seemsToTrain(argv)) {
    const { readPlainFlags } = await import('./options/plain-flags.js');
    const flags = readPlainFlags(argv);
    if (flags !== undefined) return await runTraining(flags, io);
  }
  const { main } = await import('./main.js');
  return await main(argv, io);
}

function seemsToTrain(argv: readonly string[]): boolean {
  const [first = '', second] = argv;
  if (argv.some((argument) => argument === '--help' || argument === '--version')) return false;
  return first.startsWith('--') || (first === 'train' && second !== undefined);
}

async function runTraining(flags: ParsedFlags, io: Io): Promise<number> {
  const session: Session = { ...io, exitCode: EXIT.ok };
  // Wanted soon: its file is read beside the command's own.
  import('../finetune/run.js').catch(() => {});
  try {
    const { train } = await import('./commands/train.js');
    await train(session, flags);
  } catch (error) {
    reportError(io, error, flags['verbose'] === true);
    return exitCodeOf(error, io.signal);
  }
  return session.exitCode;
}

/** `train`: fine-tune a checkpoint. */

import type { CommandModule } from 'yargs';
import { DEFAULT_AUGMENTATION, DEFAULTS } from '../../finetune/defaults.js';
import type { FineTuneEvent } from '../../finetune/events.js';
import { fineTune } from '../../finetune/fine-tune.js';
import type { FineTuneOptions } from '../../finetune/options.js';
import type { GlobalOptions, Session } from '../io.js';
import { yargsOption } from '../options/flag.js';
import { IDLE_FLAGS } from '../options/train-flags.js';
import {
  camelCase,
  type ParsedFlags,
  SWITCHES,
  TRAIN_FLAGS,
  trainOptions,
} from '../options/train-options.js';
import { namespaceText } from '../output/namespace.js';
import { PlainLines, ProgressLines } from '../output/progress.js';
import { RunLog } from '../output/run-log.js';

/** The command of a session. It is also what runs without a command's name. */
export function trainCommand(session: Session): CommandModule<GlobalOptions, GlobalOptions> {
  return {
    command: ['train', '$0'],
    describe: 'fine-tune a checkpoint on a record file',
    builder: (yargs) => {
      for (const [name, flag] of Object.entries(TRAIN_FLAGS)) {
        yargs.option(name, yargsOption(name, flag));
      }
      for (const [name, { group, describe }] of Object.entries(SWITCHES)) {
        yargs.option(name, { type: 'boolean', group, describe });
      }
      return yargs;
    },
    handler: async (parsed) => {
      await train(session, parsed as unknown as ParsedFlags);
    },
  };
}

async function train(session: Session, parsed: ParsedFlags): Promise<void> {
  const options = trainOptions(parsed);
  using lines = isTerminal(session.stderr)
    ? new ProgressLines(session.stderr)
    : new PlainLines(session.stderr);
  using log = new RunLog(lines);
  log.info(`start with arguments ${namespaceText(effectiveValues(parsed))}`);
  for (const name of Object.keys(IDLE_FLAGS)) {
    if (parsed[name]) log.warning(`--${name} has no effect`);
  }
  await fineTune(options, {
    logger: log,
    signal: session.signal,
    onEvent: (event) => {
      if (event.type === 'start') openLog(log, options, event);
      lines.event(event);
    },
  });
}

/** A run that goes on adds to the log of the one before. */
function openLog(
  log: RunLog,
  { modelPrefix }: FineTuneOptions,
  { beginEpoch }: FineTuneEvent & { type: 'start' },
): void {
  if (modelPrefix !== undefined) log.open(`${modelPrefix}.log`, beginEpoch > 0);
}

/** Every option of fine-tune.py with its value, given or default. */
function effectiveValues(parsed: ParsedFlags): Map<string, string | number | boolean | undefined> {
  const defaults = { ...DEFAULTS, ...DEFAULT_AUGMENTATION } as Record<string, unknown>;
  return new Map(
    Object.keys(TRAIN_FLAGS).map((name) => {
      const value = parsed[name] ?? defaults[camelCase(name)];
      return [name, value as string | number | undefined];
    }),
  );
}

function isTerminal(sink: unknown): sink is NodeJS.WriteStream {
  return typeof sink === 'object' && sink !== null && 'isTTY' in sink && sink.isTTY === true;
}

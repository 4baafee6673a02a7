/** `compare`: two checkpoints on the same images. */

import type { CommandModule } from 'yargs';
import { evaluating } from '../evaluating.js';
import { interruptible } from '../interruptible.js';
import { type GlobalOptions, type Session, writeJson } from '../io.js';
import { CHECKPOINT_FORM, chosenCheckpoint } from '../options/chosen-checkpoint.js';
import { LABELLED_FLAGS, type LabelledArguments, labelledOptions } from '../options/eval-flags.js';
import { type Flag, yargsOption } from '../options/flag.js';

interface CompareArguments extends GlobalOptions, LabelledArguments {
  first: string;
  second: string;
  data: string;
  samples?: number;
  json: boolean;
}

const FLAGS: Readonly<Record<string, Flag>> = {
  ...LABELLED_FLAGS,
  samples: {
    group: 'Data:',
    type: 'int',
    describe: 'images that only one gets right, told for each',
    shownDefault: 20,
  },
};

/** The command of a session. */
export function compareCommand(session: Session): CommandModule<GlobalOptions, GlobalOptions> {
  return {
    command: 'compare <first> <second> <data>',
    describe: 'tell which of two checkpoints is better, and where',
    builder: (yargs) => {
      for (const [name, flag] of Object.entries(FLAGS)) yargs.option(name, yargsOption(name, flag));
      return yargs
        .positional('first', { type: 'string', describe: CHECKPOINT_FORM })
        .positional('second', { type: 'string', describe: CHECKPOINT_FORM })
        .positional('data', {
          type: 'string',
          describe: 'record file, or folder with one folder of images for each class',
        })
        .option('json', { type: 'boolean', default: false, describe: 'one JSON object' });
    },
    handler: async (parsed) => {
      await run(session, parsed as unknown as CompareArguments);
    },
  };
}

async function run(session: Session, parsed: CompareArguments): Promise<void> {
  const options = {
    environment: session.env,
    ...labelledOptions('compare', parsed),
    samples: parsed.samples,
  };
  const [first, second] = [chosenCheckpoint(parsed.first), chosenCheckpoint(parsed.second)];
  // Only this command needs its modules.
  const { compareCheckpoints } = await import('../../report/evaluation/compare.js');
  const { comparisonReport } = await import('../output/comparison-text.js');
  const comparison = await interruptible(session, 'there is no result', () =>
    evaluating(session, 'comparing', (context) =>
      compareCheckpoints(first, second, parsed.data, options, context),
    ),
  );
  if (parsed.json) writeJson(session, comparison);
  else session.stdout.write(comparisonReport(comparison));
}

/** `validate`: what is wrong with data. */

import type { CommandModule } from 'yargs';
import { findingText } from '../../dataset/finding.js';
import { type DataReport, validateData } from '../../finetune/validate-data.js';
import { counted } from '../../text/plural.js';
import { EXIT } from '../exit-code.js';
import { interruptible } from '../interruptible.js';
import { type GlobalOptions, type Session, writeJson } from '../io.js';
import { type Flag, yargsOption } from '../options/flag.js';
import { DATA_FLAGS, MODEL_FLAGS } from '../options/train-flags.js';
import { camelCase } from '../options/train-options.js';
import { ImageBar } from '../output/image-bar.js';

/** Those of `train` that say something about data. */
const NAMES = [
  ...['data', 'data-train', 'data-train-idx', 'data-val', 'data-val-idx'],
  ...['num-classes', 'class-names', 'image-shape'],
];

/** The command of a session. */
export function validateCommand(session: Session): CommandModule<GlobalOptions, GlobalOptions> {
  return {
    command: 'validate',
    describe: 'tell everything that is wrong with data, before training',
    builder: (yargs) => {
      for (const name of NAMES) {
        const flag = { ...MODEL_FLAGS, ...DATA_FLAGS }[name] as Flag;
        yargs.option(name, yargsOption(name, { ...flag, group: 'Data:' }));
      }
      return yargs
        .option('deep', { type: 'boolean', group: 'Data:', describe: 'decode every image' })
        .option('json', { type: 'boolean', group: 'Data:', describe: 'one JSON object' });
    },
    handler: async (parsed) => {
      await validate(session, parsed as unknown as Readonly<Record<string, unknown>>);
    },
  };
}

async function validate(
  session: Session,
  parsed: Readonly<Record<string, unknown>>,
): Promise<void> {
  const options = Object.fromEntries(NAMES.map((name) => [camelCase(name), parsed[name]]));
  using bar = new ImageBar(session.stderr, 'decoding');
  let done = 0;
  const report = await interruptible(session, 'not all data were looked at', () =>
    validateData(
      { ...options, deep: parsed['deep'] === true },
      { signal: session.signal, onImage: () => bar.show(++done) },
    ),
  );
  bar.stop();
  if (!report.ok) session.exitCode = EXIT.data;
  if (parsed['json'] === true) writeJson(session, report);
  else session.stdout.write(reportText(report));
}

function reportText({ sets, findings }: DataReport): string {
  const counts = sets.map(
    ({ file, images, classes }) =>
      `${file}: ${counted(images, 'image')} of ${classes.length === 1 ? '1 class' : `${classes.length} classes`}`,
  );
  const order = ['error', 'warning', 'note'] as const;
  const lines = order.flatMap((wanted) =>
    findings
      .filter(({ severity }) => severity === wanted)
      .map((finding) => `${wanted}: ${findingText(finding)}`),
  );
  const numbers = order.map((wanted) =>
    counted(findings.filter(({ severity }) => severity === wanted).length, wanted),
  );
  return `${[...counts, ...lines, numbers.join(', ')].join('\n')}\n`;
}

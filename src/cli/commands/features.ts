/** `features`: what a layer makes of images. */

import type { CommandModule } from 'yargs';
import type { EpochName } from '../../checkpoint/pointers.js';
import { EXIT } from '../exit-code.js';
import { interruptible } from '../interruptible.js';
import type { GlobalOptions, Session } from '../io.js';
import { namedImages } from '../named-images.js';
import {
  BATCH_FLAGS,
  batchOptions,
  EPOCH_FLAG,
  type LabelledArguments,
} from '../options/eval-flags.js';
import { type Flag, yargsOption } from '../options/flag.js';
import { ImageBar } from '../output/image-bar.js';
import { tellAssumed } from '../output/tell-assumed.js';

interface FeaturesArguments extends GlobalOptions, LabelledArguments {
  prefix: string;
  images: string[];
  epoch?: number | EpochName;
  layer?: string;
  output?: string;
}

const FLAGS: Readonly<Record<string, Flag>> = {
  ...EPOCH_FLAG,
  ...BATCH_FLAGS,
  layer: {
    group: 'Features:',
    type: 'text',
    describe: 'layer by its name in the network (inspect PREFIX --layers)',
    shownDefault: 'the last one before the classes',
  },
  output: {
    group: 'Features:',
    type: 'text',
    describe: 'FILE.npy, with the names of the images in FILE.txt, or FILE.csv',
  },
};

/** The command of a session. */
export function featuresCommand(session: Session): CommandModule<GlobalOptions, GlobalOptions> {
  return {
    command: 'features <prefix> <images..>',
    describe: 'write what a layer makes of images, for other programs',
    builder: (yargs) => {
      for (const [name, flag] of Object.entries(FLAGS)) yargs.option(name, yargsOption(name, flag));
      return yargs
        .positional('prefix', { type: 'string', describe: 'prefix of the checkpoint' })
        .positional('images', {
          type: 'string',
          array: true,
          describe: 'image files, folders of them, - for standard input',
        });
    },
    handler: async (parsed) => {
      await run(session, parsed as unknown as FeaturesArguments);
    },
  };
}

async function run(session: Session, parsed: FeaturesArguments): Promise<void> {
  const options = {
    environment: session.env,
    ...batchOptions('features', parsed),
    epoch: parsed.epoch,
    layer: parsed.layer,
  };
  // Only this command needs its modules.
  const { requireFeatureFile } = await import('../../report/features/feature-files.js');
  const { saveFeatures } = await import('../../report/features/save-features.js');
  const output = requireFeatureFile(parsed.output);
  using bar = new ImageBar(session.stderr, 'computing');
  let done = 0;
  const { layer, file, names, shape } = await interruptible(session, 'nothing was written', () =>
    saveFeatures(parsed.prefix, namedImages(session, parsed.images), output, options, {
      signal: session.signal,
      onLoaded: (recipe) => tellAssumed(session, recipe),
      onImage: () => bar.show(++done),
      onFault: (name, { message }) => {
        session.stderr.write(`mxnet-finetune: ${name}: ${message}\n`);
        session.exitCode = EXIT.data;
      },
    }),
  );
  bar.stop();
  const list = names === undefined ? '' : `, names in ${names}`;
  session.stdout.write(`${file}: ${shape.join('×')}, layer ${layer}${list}\n`);
}

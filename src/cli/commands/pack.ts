/** `pack`: record files from images, as MXNet's im2rec.py makes them. */

import { basename, resolve } from 'node:path';
import type { CommandModule } from 'yargs';
import { reporting } from '../../checkpoint/output-error.js';
import { fileOf, writeTogether } from '../../files/atomic-write.js';
import { findLists } from '../../packing/find-lists.js';
import { makeLists } from '../../packing/make-lists.js';
import { type PackedList, packList } from '../../packing/pack-list.js';
import { listText, readList } from '../../recordio/list-file.js';
import { EXIT } from '../exit-code.js';
import { interruptible } from '../interruptible.js';
import { type GlobalOptions, type Session, stderrLogger, writeJson } from '../io.js';
import { yargsOption } from '../options/flag.js';
import {
  idleOptions,
  listOptions,
  onBadImage,
  PACK_FLAGS,
  PACK_SWITCHES,
  type PackArguments,
  packOptions,
} from '../options/pack-flags.js';
import { ImageBar } from '../output/image-bar.js';

/** Where results can go instead. */
const ELSEWHERE = 'choose another prefix';

/** The command of a session. */
export function packCommand(session: Session): CommandModule<GlobalOptions, GlobalOptions> {
  return {
    command: 'pack <prefix> <root>',
    describe: 'make lists of images, and record files from lists (im2rec)',
    builder: (yargs) => {
      for (const [name, flag] of Object.entries(PACK_FLAGS)) {
        yargs.option(name, yargsOption(name, flag));
      }
      for (const [name, { group, describe }] of Object.entries(PACK_SWITCHES)) {
        yargs.option(name, { type: 'boolean', group, describe });
      }
      return yargs
        .option('exts', {
          type: 'string',
          array: true,
          group: 'Lists:',
          describe: 'endings of images',
          defaultDescription: '.jpeg .jpg .png',
        })
        .positional('prefix', { type: 'string', describe: 'prefix of lists and record files' })
        .positional('root', { type: 'string', describe: 'folder of the images' });
    },
    handler: async (parsed) => {
      const given = parsed as unknown as PackArguments;
      if (given['list'] === true) await list(session, given);
      else await pack(session, given);
    },
  };
}

async function list(session: Session, parsed: PackArguments): Promise<void> {
  const { prefix, root } = places(parsed);
  const logger = stderrLogger(session);
  const { lists, folders, skipped } = await makeLists(prefix, root, listOptions(parsed));
  for (const what of skipped) logger.warning(`passed over ${what}`);
  const files = lists.map(({ file, items }) => fileOf(file, listText(items)));
  await reporting(`${prefix}*.lst`, () => writeTogether(files), ELSEWHERE);
  if (lists.every(({ items }) => items.length === 0)) {
    logger.warning(
      `there is no image in ${root} that ends with one of ${listOptions(parsed).exts.join(', ')}`,
    );
  }
  for (const { file, items } of lists) logger.info(`${file}: ${items.length} images`);
  if (parsed['json'] === true) {
    const written = lists.map(({ file, items }) => ({ file, images: items.length }));
    writeJson(session, { lists: written, folders, skipped });
    return;
  }
  // As im2rec.py prints it.
  for (const [label, folder] of folders.entries()) {
    if (parsed['recursive'] === true) session.stdout.write(`${folder} ${label}\n`);
  }
}

async function pack(session: Session, parsed: PackArguments): Promise<void> {
  const { prefix, root } = places(parsed);
  const options = packOptions(parsed);
  const badImages = onBadImage(parsed);
  const logger = stderrLogger(session);
  for (const name of idleOptions(parsed)) {
    logger.warning(`--${name} has no effect with --pass-through`);
  }
  const { lists, others } = await findLists(prefix);
  for (const other of others) {
    logger.warning(`${other} is not packed: it only begins with ${basename(prefix)}`);
  }
  for (const source of lists) {
    const file = source.replace(/\.lst$/, '.rec');
    const items = await readList(source);
    using bar = new ImageBar(session.stderr, `packing ${basename(file)}`);
    let done = 0;
    const onImage = () => bar.show(++done, items.length);
    const context = { signal: session.signal, onImage };
    const started = performance.now();
    const packed = await interruptible(session, `${file} is as it was`, () =>
      reporting(file, () => packList(file, items, root, options, context), ELSEWHERE),
    );
    const seconds = (performance.now() - started) / 1000;
    for (const { path, reason } of packed.leftOut) {
      session.stderr.write(`mxnet-finetune: ${resolve(root, path)} is left out: ${reason}\n`);
    }
    if (packed.leftOut.length > 0 && badImages === 'error') session.exitCode = EXIT.data;
    if (parsed['json'] === true) writeJson(session, { list: source, file, ...packed, seconds });
    else session.stdout.write(summary(file, packed));
  }
}

function summary(file: string, { records, leftOut }: PackedList): string {
  const more = leftOut.length === 0 ? '' : `, ${leftOut.length} left out`;
  return `${file}: ${records} images${more}\n`;
}

function places(parsed: PackArguments): { prefix: string; root: string } {
  return { prefix: String(parsed['prefix']), root: String(parsed['root']) };
}

/** `unpack`: the images of a record file. */

import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import type { CommandModule } from 'yargs';
import { reporting } from '../../checkpoint/output-error.js';
import { FineTuneError } from '../../errors.js';
import { isMissing } from '../../files/readable.js';
import { readClassNames } from '../../finetune/class-names.js';
import type { Naming } from '../../packing/place-names.js';
import { unpack } from '../../packing/unpack.js';
import { readList } from '../../recordio/list-file.js';
import { EXIT } from '../exit-code.js';
import { interruptible } from '../interruptible.js';
import { type GlobalOptions, type Session, stderrLogger, writeJson } from '../io.js';
import { yargsOption } from '../options/flag.js';
import { ImageBar } from '../output/image-bar.js';

interface UnpackArguments extends GlobalOptions {
  record: string;
  folder: string;
  list?: string;
  'class-names'?: string;
  json: boolean;
}

/** The command of a session. */
export function unpackCommand(session: Session): CommandModule<GlobalOptions, GlobalOptions> {
  const text = (describe: string) => yargsOption('', { group: 'Options:', type: 'text', describe });
  return {
    command: 'unpack <record> <folder>',
    describe: 'write the images of a record file into folders of their classes',
    builder: (yargs) =>
      yargs
        .positional('record', { type: 'string', describe: 'record file' })
        .positional('folder', { type: 'string', describe: 'a new or empty folder' })
        .option('list', text('list whose paths the images get, by their numbers'))
        .option('class-names', text('file with one class name a line, for the folders'))
        .option('json', { type: 'boolean', default: false, describe: 'one JSON object' }),
    handler: async (parsed) => {
      await unpackFile(session, parsed as unknown as UnpackArguments);
    },
  };
}

async function unpackFile(session: Session, parsed: UnpackArguments): Promise<void> {
  const { record, folder, json } = parsed;
  const logger = stderrLogger(session);
  const naming = await namingOf(parsed);
  await refuseFull(folder);
  const list = `${basename(record, '.rec')}.lst`;
  using bar = new ImageBar(session.stderr, `unpacking ${basename(record)}`);
  let done = 0;
  const context = { signal: session.signal, onImage: () => bar.show(++done) };
  const { items, lost } = await interruptible(session, `${folder} is not made`, () =>
    reporting(folder, () => unpack(record, folder, list, naming, context), 'name another folder'),
  );
  bar.stop();
  for (const { offset, reason } of lost) {
    session.stderr.write(
      `mxnet-finetune: ${record}: the record at offset ${offset} is lost: ${reason}\n`,
    );
  }
  if (lost.length > 0) session.exitCode = EXIT.data;
  logger.info(`${folder}/${list} is their list`);
  if (json) writeJson(session, { record, folder, list, images: items.length, lost });
  else session.stdout.write(`${folder}: ${items.length} images\n`);
}

async function namingOf(parsed: UnpackArguments): Promise<Naming> {
  const { list, 'class-names': names } = parsed;
  if (list !== undefined && names !== undefined) {
    throw new FineTuneError('ERR_OPTION', '--list and --class-names do not go together');
  }
  if (names !== undefined) return { classNames: await readClassNames(names) };
  if (list === undefined) return {};
  const items = await readList(list);
  return { paths: new Map(items.map(({ index, path }) => [BigInt(index), path])) };
}

/** What lies in the folder is not ours to mix with. */
async function refuseFull(folder: string): Promise<void> {
  const names = await reporting(
    folder,
    () => readdir(folder).catch((error) => (isMissing(error) ? [] : Promise.reject(error))),
    'name another folder',
  );
  if (names.length === 0) return;
  throw new FineTuneError('ERR_OPTION', `${folder} is not empty: name a new folder`);
}

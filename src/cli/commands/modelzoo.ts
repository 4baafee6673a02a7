/** `modelzoo`: the pretrained models of MXNet's model zoo, and others, in the cache. */

import type { Argv, CommandModule } from 'yargs';
import { FineTuneError } from '../../errors.js';
import { fetchModel } from '../../modelzoo/fetch-model.js';
import {
  addModel,
  type ListedModel,
  listModels,
  removeModel,
} from '../../modelzoo/local-models.js';
import { type GlobalOptions, type Session, stderrLogger, writeJson } from '../io.js';
import { type Flag, yargsOption } from '../options/flag.js';
import type { RecipeArguments } from '../options/predict-flags.js';
import { givenRecipe, RECIPE_FLAGS } from '../options/recipe-flags.js';
import { besideBar, DownloadBar } from '../output/download-progress.js';

const GROUP = 'Options:';

const PATH_FLAGS: Readonly<Record<string, Flag>> = {
  'modelzoo-url': {
    group: GROUP,
    type: 'text',
    describe: 'address of the folder of models: http:, https: or file:',
    shownDefault: 'MXNET_FINETUNE_MODELZOO',
  },
  'modelzoo-checksums': {
    group: GROUP,
    type: 'text',
    describe: 'file of SHA-256 checksums that the models must have',
    shownDefault: 'SHA256SUMS beside the models, if there is one',
  },
  timeout: {
    group: GROUP,
    type: 'float',
    describe: 'seconds without a byte after which a connection counts as broken',
    shownDefault: 30,
  },
};

interface ListArguments extends GlobalOptions {
  json: boolean;
}

interface PathArguments extends GlobalOptions {
  name: string;
  'modelzoo-url'?: string;
  'modelzoo-checksums'?: string;
  timeout?: number;
  offline: boolean;
  json: boolean;
}

interface AddArguments extends GlobalOptions, RecipeArguments {
  name: string;
  prefix: string;
  epoch: number;
}

/** The command of a session, with its own commands. */
export function modelzooCommand(session: Session): CommandModule<GlobalOptions, GlobalOptions> {
  return {
    command: 'modelzoo',
    describe: 'list, fetch, add and remove pretrained models',
    builder: (yargs) =>
      yargs
        .command(listCommand(session))
        .command(pathCommand(session))
        .command(addCommand(session))
        .command(removeCommand(session))
        .demandCommand(1, 'modelzoo needs one of list, path, add, remove'),
    handler: () => {},
  };
}

function listCommand(session: Session): CommandModule<GlobalOptions, GlobalOptions> {
  return {
    command: 'list',
    describe: 'show the models, and which of them are in the cache',
    builder: withJson,
    handler: (parsed) => {
      const { json } = parsed as unknown as ListArguments;
      const models = listModels(session.env);
      if (json) writeJson(session, models);
      else session.stdout.write(table(models));
    },
  };
}

function pathCommand(session: Session): CommandModule<GlobalOptions, GlobalOptions> {
  return {
    command: 'path <name>',
    describe: 'print the prefix of a model, which is fetched when it is not in the cache',
    builder: (yargs) => {
      yargs.positional('name', { type: 'string', describe: 'name of the model' });
      for (const [name, flag] of Object.entries(PATH_FLAGS)) {
        yargs.option(name, yargsOption(name, flag));
      }
      yargs.option('offline', {
        type: 'boolean',
        default: false,
        describe: 'use only what is in the cache',
      });
      return withJson(yargs);
    },
    handler: async (parsed) => {
      await path(session, parsed as unknown as PathArguments);
    },
  };
}

async function path(session: Session, parsed: PathArguments): Promise<void> {
  const { name, timeout, offline } = parsed;
  if (timeout !== undefined && !(timeout > 0)) {
    throw new FineTuneError('ERR_OPTION', `--timeout must be above 0, received ${timeout}`);
  }
  using bar = new DownloadBar(session.stderr);
  const logger = besideBar(stderrLogger(session), bar);
  try {
    const model = await fetchModel(name, {
      url: parsed['modelzoo-url'],
      checksums: parsed['modelzoo-checksums'],
      offline,
      logger,
      signal: session.signal,
      onProgress: (progress) => bar.show(progress),
      timeoutMs: timeout === undefined ? undefined : timeout * 1000,
      environment: session.env,
    });
    if (model.alreadyThere) logger.info(`${name} is in the cache already`);
    if (parsed.json) writeJson(session, model);
    else session.stdout.write(`${model.prefix}\n`);
  } catch (error) {
    if (!session.signal.aborted) throw error;
    throw new FineTuneError(
      'ERR_INTERRUPTED',
      'the download was stopped; the next one goes on with what has arrived',
      { cause: error },
    );
  }
}

function addCommand(session: Session): CommandModule<GlobalOptions, GlobalOptions> {
  return {
    command: 'add <name> <prefix> <epoch>',
    describe: 'copy a local checkpoint into the cache, under a name, and what is known of it',
    builder: (yargs) => {
      for (const [name, flag] of Object.entries(RECIPE_FLAGS)) {
        yargs.option(name, yargsOption(name, flag));
      }
      return yargs
        .positional('name', { type: 'string', describe: 'name of the model' })
        .positional('prefix', { type: 'string', describe: 'prefix of the checkpoint' })
        .positional('epoch', { type: 'number', describe: 'epoch of the checkpoint' });
    },
    handler: async (parsed) => {
      const given = parsed as unknown as AddArguments;
      const { name, prefix, epoch } = given;
      if (!Number.isSafeInteger(epoch) || epoch < 0) {
        throw new FineTuneError('ERR_OPTION', 'the epoch must be a whole number of at least 0');
      }
      const model = await addModel(
        name,
        { prefix, epoch, recipe: await givenRecipe(given) },
        session.env,
      );
      session.stdout.write(`${model.prefix}\n`);
    },
  };
}

function removeCommand(session: Session): CommandModule<GlobalOptions, GlobalOptions> {
  return {
    command: 'remove <name>',
    describe: 'remove a model from the cache',
    builder: (yargs) => yargs.positional('name', { type: 'string', describe: 'name of the model' }),
    handler: async (parsed) => {
      const { name } = parsed as unknown as { name: string };
      const folder = await removeModel(name, session.env);
      stderrLogger(session).info(`${folder} is removed`);
    },
  };
}

function withJson<Options>(yargs: Argv<Options>): Argv<Options> {
  return yargs.option('json', {
    type: 'boolean',
    default: false,
    describe: 'JSON instead of text',
  }) as unknown as Argv<Options>;
}

const STATES: Readonly<Record<ListedModel['state'], string>> = {
  cached: 'in the cache',
  damaged: 'damaged',
  absent: '-',
};

function table(models: readonly ListedModel[]): string {
  const rows = models.map(({ name, state, bytes, source, verified }) => [
    name,
    STATES[state],
    bytes === 0 ? '-' : `${(bytes / 1e6).toFixed(1)} MB`,
    verified ? 'known' : '-',
    source ?? '-',
  ]);
  const all = [['model', 'state', 'size', 'checksum', 'from'], ...rows];
  const widths = [0, 1, 2, 3].map((i) => Math.max(...all.map((row) => row[i]?.length ?? 0)));
  const lines = all.map((row) => row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  '));
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

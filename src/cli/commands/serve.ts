/** `serve`: checkpoints behind a port. */

import { once } from 'node:events';
import type { CommandModule } from 'yargs';
import type { EpochName } from '../../checkpoint/pointers.js';
import { FineTuneError } from '../../errors.js';
import { readWhole, whyUnreadable } from '../../files/readable.js';
import type { RunningServer, ServeOptions } from '../../server/serve.js';
import { type GlobalOptions, type Session, stderrLogger } from '../io.js';
import { oneDevice } from '../options/devices.js';
import { yargsOption } from '../options/flag.js';
import { type RecipeArguments, recipeOptions } from '../options/predict-flags.js';
import { SERVE_FLAGS } from '../options/serve-flags.js';

interface ServeArguments extends GlobalOptions, RecipeArguments {
  prefixes: string[];
  host?: string;
  port?: number;
  'token-file'?: string;
  cors?: string;
  'max-batch'?: number;
  'max-delay-ms'?: number;
  'max-concurrent'?: number;
  'max-body'?: number;
  'max-pixels'?: number;
  'timeout-ms'?: number;
  epoch?: number | EpochName;
  gpus?: string;
}

/** Where the token may stand, unlike in the list of processes. */
const TOKEN_VARIABLE = 'MXNET_FINETUNE_TOKEN';

const LOOPBACK = /^(localhost|127(\.\d+){3}|::1)$/;

/** The command of a session. */
export function serveCommand(session: Session): CommandModule<GlobalOptions, GlobalOptions> {
  return {
    command: 'serve <prefixes..>',
    describe: 'answer questions about images over HTTP',
    builder: (yargs) => {
      for (const [name, flag] of Object.entries(SERVE_FLAGS)) {
        yargs.option(name, yargsOption(name, flag));
      }
      return yargs.positional('prefixes', {
        type: 'string',
        array: true,
        describe: 'prefixes of checkpoints',
      });
    },
    handler: async (parsed) => {
      await run(session, parsed as unknown as ServeArguments);
    },
  };
}

async function run(session: Session, parsed: ServeArguments): Promise<void> {
  const options = await optionsOf(session, parsed);
  const { host = '127.0.0.1' } = options;
  if (!LOOPBACK.test(host) && options.token === undefined) {
    session.stderr.write(
      `warning: whoever reaches ${host} may ask. Give a token with --token-file or ${TOKEN_VARIABLE}\n`,
    );
  }
  // Only this command needs the server's modules.
  const { serve } = await import('../../server/serve.js');
  const server = await serve(parsed.prefixes, options);
  for (const [name, { recipe }] of server.models) {
    if (recipe.catalogued.length > 0) {
      session.stderr.write(`${name}: ${recipe.catalogued.join('; ')}\n`);
    }
    if (recipe.assumed.length === 0) continue;
    session.stderr.write(`${name}: this is assumed: ${recipe.assumed.join('; ')}\n`);
  }
  session.onHangUp?.(() => void reload(session, server));
  session.stdout.write(`listening on ${server.url}\n`);
  if (!session.signal.aborted) await once(session.signal, 'abort');
  session.stderr.write('answering what has been asked, then ending\n');
  await server.close();
}

async function reload(session: Session, server: RunningServer): Promise<void> {
  const models = [...server.models];
  const before = new Map(models.map(([name, model]) => [name, model.stats().reloads]));
  const errors = await server.reload();
  for (const { message } of errors) {
    session.stderr.write(`warning: the model stays as it is: ${message}\n`);
  }
  const loaded = models.filter(([name, model]) => model.stats().reloads !== before.get(name));
  if (loaded.length === 0) return;
  const epochs = loaded.map(([name, { recipe }]) => `${name} at epoch ${recipe.epoch}`);
  session.stderr.write(`loaded anew: ${epochs.join(', ')}\n`);
}

async function optionsOf(session: Session, parsed: ServeArguments): Promise<ServeOptions> {
  const device = oneDevice('serve', parsed);
  const given = {
    host: parsed.host,
    port: parsed.port,
    cors: parsed.cors,
    maxBatch: parsed['max-batch'],
    maxDelayMs: parsed['max-delay-ms'],
    maxConcurrent: parsed['max-concurrent'],
    maxBody: parsed['max-body'],
    maxPixels: parsed['max-pixels'],
    timeoutMs: parsed['timeout-ms'],
    epoch: parsed.epoch,
    ...recipeOptions(parsed),
    token: await tokenOf(session, parsed['token-file']),
  };
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  return {
    ...(Object.fromEntries(entries) as ServeOptions),
    device,
    logger: stderrLogger(session),
    processMetrics: true,
  };
}

async function tokenOf(session: Session, file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return session.env[TOKEN_VARIABLE];
  try {
    const token = (await readWhole(file)).toString('utf8').trim();
    if (token !== '') return token;
  } catch (cause) {
    throw new FineTuneError('ERR_OPTION', `the token's file ${file} ${whyUnreadable(cause)}`, {
      cause,
    });
  }
  throw new FineTuneError('ERR_OPTION', `the token's file ${file} is empty`);
}

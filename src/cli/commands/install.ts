/** `mxnet-finetune install` */

import type { CommandModule, Options } from 'yargs';
import { installLibrary } from '../../runtime/install/install-library.js';
import { CPU_VERSIONS, CUDA_VERSIONS } from '../../runtime/install/wheels.js';
import { type GlobalOptions, type Session, stderrLogger, writeJson } from '../io.js';
import { yargsOption } from '../options/flag.js';

interface InstallArguments extends GlobalOptions {
  cuda?: string;
  'mxnet-version'?: string;
  dir?: string;
  json: boolean;
}

/** Fetches libmxnet. Its path is the result. */
export function installCommand(session: Session): CommandModule<GlobalOptions, GlobalOptions> {
  return {
    command: 'install',
    describe: 'fetch libmxnet with pip',
    builder: (yargs) =>
      yargs
        .option('cuda', text(`a build for CUDA ${CUDA_VERSIONS.join(' or ')}`, 'a CPU build'))
        .option('mxnet-version', text(CPU_VERSIONS.join(', '), CPU_VERSIONS[0]))
        .option('dir', text('a new folder to install into', 'a folder of the cache'))
        .option('json', { type: 'boolean', default: false, describe: 'one JSON object' }),
    handler: async (parsed) => {
      await install(session, parsed as unknown as InstallArguments);
    },
  };
}

function text(describe: string, shownDefault = ''): Options {
  return yargsOption('', { group: 'Options:', type: 'text', describe, shownDefault });
}

async function install(session: Session, parsed: InstallArguments): Promise<void> {
  const logger = stderrLogger(session);
  const { dir, cuda, 'mxnet-version': version } = parsed;
  const installed = await installLibrary({
    ...(version !== undefined && { version }),
    ...(cuda !== undefined && { cuda }),
    ...(dir !== undefined && { dir }),
    logger,
    environment: session.env,
    signal: session.signal,
    showProgress: session.stderr === process.stderr && process.stderr.isTTY,
  });
  const state = installed.alreadyThere ? 'is there already' : 'is installed';
  logger.info(`libmxnet ${installed.version} (${installed.flavour}) ${state}`);
  if (dir !== undefined) logger.info(`use it with MXNET_LIBRARY_PATH=${installed.path}`);
  if (parsed.json) writeJson(session, installed);
  else session.stdout.write(`${installed.path}\n`);
}

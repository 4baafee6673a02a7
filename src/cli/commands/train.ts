/** `train`: fine-tune a checkpoint. */

import type { CommandModule } from 'yargs';
import { fineTune } from '../../finetune/fine-tune.js';
import type { FineTuneOptions } from '../../finetune/options.js';
import { isDistributed, roleOf } from '../../kvstore/job.js';
import type { GlobalOptions, Session } from '../io.js';
import { yargsOption } from '../options/flag.js';
import { IDLE_FLAGS } from '../options/train-flags.js';
import {
  effectiveOptions,
  type ParsedFlags,
  SWITCHES,
  TRAIN_FLAGS,
  trainOptions,
  withConfigFile,
} from '../options/train-options.js';
import { besideBar, DownloadBar } from '../output/download-progress.js';
import { loadLogs } from '../output/extra-logs.js';
import { ImageBar } from '../output/image-bar.js';
import { namespaceText } from '../output/namespace.js';
import { PlainLines, ProgressLines } from '../output/progress.js';
import { RunFiles } from '../output/run-files.js';
import { RunLog } from '../output/run-log.js';

/** The command of a session. It is also what runs without a command's name. */
export function trainCommand(session: Session): CommandModule<GlobalOptions, GlobalOptions> {
  return {
    command: ['train', '$0'],
    describe: 'fine-tune a checkpoint on record files, or on a folder of images',
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

/** Runs it. */
export async function train(session: Session, given: ParsedFlags): Promise<void> {
  const parsed = withConfigFile(given);
  const options = trainOptions(parsed);
  const configuration = effectiveOptions(parsed);
  const log = await loadLogs(parsed['log'] as string | undefined);
  if (isDistributed(options.kvStore ?? '') && roleOf() !== 'worker' && roleOf() !== undefined) {
    return await serve(session, options);
  }
  using lines = session.stderr.isTTY
    ? new ProgressLines(session.stderr)
    : new PlainLines(session.stderr);
  using download = new DownloadBar(session.stderr);
  using packing = new ImageBar(session.stderr, 'packing');
  using files = new RunFiles(lines, options, { configuration, log });
  const floats = new Set(givenFloats(parsed));
  files.logger.info(`start with arguments ${namespaceText(configuration, floats)}`);
  for (const name of Object.keys(IDLE_FLAGS)) {
    if (parsed[name]) files.logger.warning(`--${name} has no effect`);
  }
  await fineTune(options, {
    logger: besideBar(files.logger, download, packing),
    signal: session.signal,
    saveRequest: session.saveRequest,
    environment: session.env,
    onDownload: (progress) => download.show(progress),
    onPack: ({ done, total }) => packing.show(done, total),
    onEvent: (event) => {
      files.event(event);
      lines.event(event);
    },
  });
}

/** What a server, or the scheduler, does in place of training. */
async function serve(session: Session, options: FineTuneOptions): Promise<void> {
  const { serveJob } = await import('../../finetune/machines/serve-job.js');
  session.releaseSignals?.();
  await serveJob(options, new RunLog(new PlainLines(session.stderr)));
}

/** The options that were read as floats. */
function givenFloats(parsed: ParsedFlags): string[] {
  const names = Object.keys(TRAIN_FLAGS).filter((name) => TRAIN_FLAGS[name]?.type === 'float');
  return names.filter((name) => parsed[name] !== undefined);
}

/** The processes of a run on several machines that do not train. */

import { readJob } from '../../kvstore/job.js';
import { serveKVStore } from '../../kvstore/serve.js';
import type { Logger } from '../../runtime/logger.js';
import { counted } from '../../text/plural.js';
import { checkOptions } from '../check-options.js';
import { withDefaults } from '../defaults.js';
import type { FineTuneOptions } from '../options.js';
import { checkJobOptions } from './check-job.js';

/**
 * Serves the workers of a run, as server or scheduler, until they have ended. It is told the same options as they, and refuses
 * what they refuse, so that nobody waits for those who have.
 *
 * Blocks the event loop.
 *
 * @throws {@link FineTuneError} `ERR_OPTION`
 */
export async function serveJob(options: FineTuneOptions, logger: Logger): Promise<void> {
  const { loadEpoch } = options;
  // The checkpoint need not be on this machine.
  const epoch = typeof loadEpoch === 'number' ? loadEpoch : undefined;
  const settings = withDefaults({ ...options, loadEpoch: epoch });
  checkJobOptions(settings);
  checkOptions(settings);
  const { role, workers, scheduler } = readJob();
  const what = role === 'server' ? 'a server' : 'the scheduler';
  logger.info(
    `This is ${what} for ${counted(workers, 'worker')}; the scheduler is at ${scheduler}`,
  );
  await serveKVStore();
}

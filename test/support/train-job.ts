/** Runs of the command line on several machines, which here are several processes. */

import { distributedJob } from './distributed.js';
import type { Ended } from './run-node.js';
import { RunningCli } from './start-cli.js';

/** The processes of a job. */
export interface TrainJob {
  scheduler: RunningCli;
  server: RunningCli;
  /** In no order: who is which worker is decided when they meet. */
  workers: RunningCli[];
}

/**
 * Starts one command as scheduler, server and two workers, as MXNet's `launch.py` does.
 *
 * @param cwd - of all of them
 */
export async function startJob(
  argv: readonly string[],
  { cwd, env = {} }: { cwd: string; env?: NodeJS.ProcessEnv },
): Promise<TrainJob> {
  const environment = await distributedJob(2);
  const start = (role: string) =>
    new RunningCli(argv, { cwd, env: { ...environment(role), ...env } });
  return {
    scheduler: start('scheduler'),
    server: start('server'),
    workers: [start('worker'), start('worker')],
  };
}

/** How the processes of a job have ended: scheduler, server, workers. */
export async function endOf({ scheduler, server, workers }: TrainJob): Promise<Ended[]> {
  return await Promise.all([scheduler, server, ...workers].map(({ ended }) => ended));
}

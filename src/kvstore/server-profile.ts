/** libmxnet's profiler in the servers of a job. */

import type { KVStore } from './kvstore.js';

/** The command of libmxnet's servers that is about their profiler, since MXNet 1.3. */
const COMMAND = 5;

/** What it is about: the last digit of its text. */
const CONFIGURE = 0;
const SWITCH = 1;
const WRITE = 3;

/** Whether a server can be told the name of a file: it stands between these. */
export function isServerFile(file: string): boolean {
  return !/[,:/\s]/.test(file);
}

/**
 * Lets every server record what it does until {@link stopServerProfiles}. To be called by the first worker; it waits until the
 * servers have answered.
 *
 * @param file - in each server's working folder, with `rankN_` before its name
 */
export async function startServerProfiles(store: KVStore, file: string): Promise<void> {
  await tell(store, `filename:${file},profile_all:True,aggregate_stats:False`, CONFIGURE);
  await tell(store, '1', SWITCH);
}

/** Lets every server write its trace; upstream never does. */
export async function stopServerProfiles(store: KVStore): Promise<void> {
  await tell(store, '0', SWITCH);
  await tell(store, '1', WRITE);
}

async function tell(store: KVStore, what: string, about: number): Promise<void> {
  await store.sendCommand(COMMAND, `${what}${about}`);
}

/** The processes of a distributed job that do not train. */

import { openLibrary } from '../runtime/library.js';
import { KVStore } from './kvstore.js';

/**
 * Does what the environment variable `DMLC_ROLE` says this process is for, `server` or `scheduler`, until the workers have
 * ended: adds up what they push, and leads them together. The address and the number of the processes are in the other variables of
 * MXNet (`DMLC_PS_ROOT_URI`, `DMLC_PS_ROOT_PORT`, `DMLC_NUM_WORKER`, `DMLC_NUM_SERVER`).
 *
 * Blocks the event loop: such a process does nothing else. Weights are updated by the workers, so a server needs no
 * optimizer.
 *
 * @throws TypeError in a worker, or outside of a job
 */
export async function serveKVStore(): Promise<void> {
  await openLibrary();
  if (KVStore.role() === 'worker') {
    throw new TypeError('this process is a worker: DMLC_ROLE must be server or scheduler');
  }
  using store = await KVStore.create('dist_sync');
  store.runServer(() => {});
}

/** The end of the process. */

import { isMainThread } from 'node:worker_threads';
import type { Addon } from './contract.js';

/**
 * `exit` is the only hook that runs in all ways in which the main thread can end; native clean-up hooks
 * and destructors do not run after `process.exit()` or an uncaught error. A live iterator would then
 * crash the process. A worker is closed by its environment's clean-up hook.
 */
export function closeAtExit(addon: Addon): void {
  if (isMainThread) process.on('exit', (code) => addon.shutdown(code !== 0));
}

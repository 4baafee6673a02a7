/** The end of the process. */

import type { Addon } from './contract.js';

/**
 * `exit` is the only hook that runs in all ways in which the main thread can end; native clean-up hooks
 * and destructors do not run after `process.exit()` or an uncaught error. A live iterator would then
 * crash the process. A worker is closed by its environment's clean-up hook.
 */
export function closeAtExit(addon: Addon): void {
  process.on('exit', (code) => {
    // Loaded at the end: at the beginning everybody would wait for it.
    const { isMainThread } = process.getBuiltinModule('node:worker_threads');
    if (isMainThread) addon.shutdown(code !== 0);
  });
}

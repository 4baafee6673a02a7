/** How much of libmxnet this process holds. */

import { addon } from '../native/addon.js';

/** Handles of libmxnet that have not been freed, by kind, over all threads of the process. */
export function liveCounts(): Readonly<Record<string, number>> {
  return addon().liveCounts();
}

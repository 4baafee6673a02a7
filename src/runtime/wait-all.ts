/** The engine as a whole. */

import { callAsync } from '../native/call.js';
import { mxnet } from './library.js';

/**
 * Resolves when everything that was queued has been computed (MXNDArrayWaitAll).
 *
 * @throws {@link MXNetError} with the error of any operator that failed meanwhile
 */
export async function waitAll(): Promise<void> {
  await callAsync(mxnet().waitAll());
}

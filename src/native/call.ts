/** Calls that end on the lane. */

import { MXNetError } from '../errors.js';

/**
 * Waits for a native promise. Its error was made outside any JavaScript function and has no stack of
 * use; it is made anew here, so that the stack shows who awaited.
 *
 * @internal
 */
export async function callAsync<Result>(promise: Promise<Result>): Promise<Result> {
  try {
    return await promise;
  } catch (cause) {
    if (cause instanceof MXNetError) {
      throw new MXNetError(cause.code, cause.call, cause.detail, { cause });
    }
    throw cause;
  }
}

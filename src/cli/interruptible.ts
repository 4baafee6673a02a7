/** Commands that stop in good order. */

import { FineTuneError } from '../errors.js';
import type { Session } from './io.js';

/**
 * Does work that throws the signal's reason when it is to end.
 *
 * @param state - what is left, in words that follow "interrupted: "
 * @throws {@link FineTuneError} `ERR_INTERRUPTED`
 */
export async function interruptible<Result>(
  { signal }: Session,
  state: string,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    signal.throwIfAborted();
    return await work();
  } catch (cause) {
    if (!signal.aborted || cause !== signal.reason) throw cause;
    throw new FineTuneError('ERR_INTERRUPTED', `interrupted: ${state}`, { cause });
  }
}

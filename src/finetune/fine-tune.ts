/** A whole run, from options to checkpoints. */

import { FineTuneError } from '../errors.js';
import { type Logger, SILENT } from '../runtime/logger.js';
import type { FineTuneContext } from './context.js';
import type { FineTuneEvent, FineTuneResult } from './events.js';
import type { FineTuneOptions } from './options.js';

export type { FineTuneContext } from './context.js';

/**
 * Fine-tunes a checkpoint on record files or a folder of images (MXNet's `fine-tune.py`): options, devices, checkpoint, data and output are
 * checked in this order before the first batch. Images to measure with are read from then on.
 *
 * @throws {@link FineTuneError}, {@link MXNetError}
 */
export async function fineTune(
  options: FineTuneOptions,
  context: FineTuneContext = {},
): Promise<FineTuneResult> {
  const { signal, onEvent = () => {} } = context;
  try {
    signal?.throwIfAborted();
    // For those who train: the modules of a run are as many as all others, and whoever only predicts shall not wait for them.
    const { run } = await import('./run.js');
    const result = await run(options, { ...context, logger: telling(context.logger, onEvent) });
    const { reason, best } = result;
    onEvent({ type: 'end', status: 'completed', reason, best, message: undefined });
    return result;
  } catch (error) {
    const interrupted = signal?.aborted === true && error === signal.reason;
    const failure = interrupted ? interruption(error) : error;
    const message = failure instanceof Error ? failure.message : String(failure);
    onEvent({ type: 'end', status: interrupted ? 'interrupted' : 'failed', message });
    throw failure;
  }
}

function interruption(cause: unknown): FineTuneError {
  return new FineTuneError(
    'ERR_INTERRUPTED',
    'the run was interrupted; the checkpoints that were written are complete',
    { cause },
  );
}

/** Warnings are events too. */
function telling(logger: Logger = SILENT, onEvent: (event: FineTuneEvent) => void): Logger {
  return {
    info: (message) => logger.info(message),
    warning: (message) => {
      logger.warning(message);
      onEvent({ type: 'warning', message });
    },
  };
}

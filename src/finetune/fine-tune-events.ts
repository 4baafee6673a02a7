/** A run as a sequence of events. */

import type { FineTuneEvent, FineTuneResult } from './events.js';
import { type FineTuneContext, fineTune } from './fine-tune.js';
import type { FineTuneOptions } from './options.js';

/**
 * {@link fineTune} as a loop over what happens. The run goes on by itself while an event is being looked at. Leaving the
 * loop ends the run between two batches; its checkpoints stay.
 *
 * @returns as the generator's last value, what the run has come to
 * @throws {@link FineTuneError}, {@link MXNetError} after the last event
 *
 * @example
 * ```ts
 * for await (const event of fineTuneEvents(options)) {
 *   if (event.type === 'validation') console.log(event.epoch, event.metrics);
 * }
 * ```
 */
export async function* fineTuneEvents(
  options: FineTuneOptions,
  context: Omit<FineTuneContext, 'onEvent'> = {},
): AsyncGenerator<FineTuneEvent, FineTuneResult, void> {
  const events: FineTuneEvent[] = [];
  let wake = () => {};
  let ended = false;
  const left = new AbortController();
  const leave = () => left.abort(context.signal?.reason);
  if (context.signal?.aborted) leave();
  context.signal?.addEventListener('abort', leave, { once: true });
  const run = fineTune(options, {
    ...context,
    signal: left.signal,
    onEvent: (event) => {
      events.push(event);
      wake();
    },
  });
  const end = () => {
    ended = true;
    wake();
  };
  run.then(end, end);
  try {
    while (!ended || events.length > 0) {
      const event = events.shift();
      if (event !== undefined) yield event;
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
    return await run;
  } finally {
    context.signal?.removeEventListener('abort', leave);
    if (!ended) {
      left.abort();
      await run.catch(() => {});
    }
  }
}

/** Workers that are terminated. */

import assert from 'node:assert/strict';
import { startWorker } from './run-worker.js';

/** Stops a worker after its `count`-th message. */
export async function terminateAfter(program: string, data: unknown, count: number): Promise<void> {
  const { worker, ended } = startWorker(program, data);
  let seen = 0;
  worker.on('message', () => {
    seen++;
    if (seen === count) void worker.terminate();
  });
  const { code } = await ended;
  assert.equal(code, 1, 'a terminated worker ends with code 1');
}

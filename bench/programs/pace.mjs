// Takes turns with the other side of a benchmark: a line on stdin starts a turn, a line of JSON on stdout ends it.
import { createInterface } from 'node:readline';

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
let started = 0;

/** Waits for the next turn. */
export async function turn() {
  await lines.next();
  started = performance.now();
}

/** Ends the turn. Whatever was queued must have been computed. */
export function done(result = {}) {
  const seconds = (performance.now() - started) / 1000;
  process.stdout.write(`${JSON.stringify({ seconds, ...result })}\n`);
}

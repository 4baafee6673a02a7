/** Trains and prints the delays of the event loop, in milliseconds, as JSON. */

import { monitorEventLoopDelay } from 'node:perf_hooks';
import { trainResidualNet } from '../../support/training.js';

/** The first batches compile code and allocate. */
const WARM_UP = 5;

const histogram = monitorEventLoopDelay({ resolution: 1 });
let batches = 0;
await trainResidualNet({
  epochs: 3,
  onBatch: (batch) => {
    if (batch === WARM_UP) histogram.enable();
    batches++;
  },
});
histogram.disable();
const delay = (percentile: number) => histogram.percentile(percentile) / 1e6;
process.stdout.write(
  JSON.stringify({ batches, p50: delay(50), p99: delay(99), max: histogram.max / 1e6 }),
);

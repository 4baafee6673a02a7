/**
 * Trains, predicts and serves at the same time, and prints the delays of the event loop and of pings over HTTP, in
 * milliseconds, as JSON. As a worker: pings.
 *
 * Argument: a folder.
 */

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { serve } from '../../../src/server/serve.js';
import { clothesNet, pictures } from '../../support/classifier-net.js';
import { fixture } from '../../support/paths.js';
import { trainResidualNet } from '../../support/training.js';

const EPOCHS = 30;
/** The first batches compile code and allocate. */
const WARM_UP = 40;
const CALLERS = 4;
const EVERY_MS = 10;
const MICROSECONDS = 1000;

async function ping(url: string): Promise<void> {
  const took = createHistogram();
  let pinging = true;
  parentPort?.once('message', () => {
    pinging = false;
  });
  while (pinging) {
    const started = performance.now();
    await (await fetch(`${url}/healthz`)).text();
    took.record(Math.max(1, Math.round((performance.now() - started) * MICROSECONDS)));
    if (took.count === 1) parentPort?.postMessage('pinging');
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
  parentPort?.postMessage({
    pings: took.count,
    p99: took.percentile(99) / MICROSECONDS,
    max: took.max / MICROSECONDS,
  });
}

async function serveWhileBusy(folder: string): Promise<void> {
  const { url, models, close } = await serve([await clothesNet(folder)], { port: 0 });
  const [classifier] = models.values();
  const images = [...pictures(7), readFileSync(fixture('photos', 'coffee.png'))];
  const delays = monitorEventLoopDelay({ resolution: 1 });
  let training = true;
  let predictions = 0;
  const call = async () => {
    while (training) predictions += (await classifier?.classify(images))?.length ?? 0;
  };
  const calls = Array.from({ length: CALLERS }, call);
  let pinging: Worker | undefined;
  let batches = 0;
  await trainResidualNet({
    epochs: EPOCHS,
    onBatch: (batch) => {
      batches++;
      if (batch !== WARM_UP) return;
      pinging = new Worker(fileURLToPath(import.meta.url), { workerData: url });
      pinging.once('message', () => delays.enable());
    },
  });
  delays.disable();
  pinging?.postMessage('enough');
  const [pings] = pinging === undefined ? [] : await once(pinging, 'message');
  training = false;
  await Promise.all(calls);
  await close();
  const milliseconds = (nanoseconds: number) => nanoseconds / 1e6;
  const [p99, max] = [delays.percentile(99), delays.max].map(milliseconds);
  process.stdout.write(JSON.stringify({ batches, predictions, loop: { p99, max }, pings }));
}

if (isMainThread) await serveWhileBusy(process.argv[2] ?? '');
else await ping(workerData as string);

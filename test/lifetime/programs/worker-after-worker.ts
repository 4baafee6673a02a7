/**
 * Starts one worker after the other and prints by how many megabytes they have made the process grow, as JSON, with the
 * numbers that each has drawn on its lane.
 */

import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { invokeAndWait } from '../../../src/operators/invoke.js';
import { Classifier } from '../../../src/predictor/classifier.js';
import { mxnet } from '../../../src/runtime/library.js';
import { clothesNet } from '../../support/classifier-net.js';
import { turnedJpeg } from '../../support/images.js';
import { fixture } from '../../support/paths.js';

const WARM_UP = 8;
const WORKERS = 20;

interface Given {
  prefix: string;
  images: Uint8Array[];
}

/** Loads, predicts and draws. */
async function work({ prefix, images }: Given): Promise<void> {
  await using classifier = await Classifier.load(prefix);
  await classifier.classify(images);
  using drawn = await invokeAndWait('_random_uniform', [], { shape: [4] });
  parentPort?.postMessage([...(await drawn.data())]);
}

async function startAll(folder: string): Promise<void> {
  mxnet();
  const prefix = await clothesNet(mkdtempSync(join(folder, 'net-')));
  const images = [readFileSync(fixture('photos', 'coffee.png')), await turnedJpeg(3)];
  const given: Given = { prefix, images };
  const program = fileURLToPath(import.meta.url);
  const drawn = new Set<string>();
  let before = 0;
  for (let i = 0; i < WARM_UP + WORKERS; i++) {
    if (i === WARM_UP) before = process.memoryUsage.rss();
    const worker = new Worker(program, { workerData: given });
    worker.on('message', (numbers) => drawn.add(String(numbers)));
    await once(worker, 'exit');
  }
  const megabytes = (process.memoryUsage.rss() - before) / 2 ** 20;
  process.stdout.write(JSON.stringify({ megabytes, drawn: [...drawn] }));
}

if (isMainThread) await startAll(process.argv[2] ?? '');
else await work(workerData as Given);

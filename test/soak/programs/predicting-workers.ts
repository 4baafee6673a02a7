/**
 * Starts eight workers at a time, again and again. Each makes its predictions, says so, and goes on until it is terminated in
 * the middle. Prints how much the process has grown, as JSON.
 *
 * Arguments: a folder, how often, predictions of each worker.
 */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { Classifier } from '../../../src/predictor/classifier.js';
import type { Prediction } from '../../../src/predictor/predictions.js';
import { clothesNet, pictures } from '../../support/classifier-net.js';
import { grownSince, held } from '../../support/grown.js';
import { assertSameAnswers } from '../../support/same-answers.js';

const WORKERS = 8;
const IMAGES = 20;
const WARM_UP = 5;

interface Given {
  prefix: string;
  predictions: number;
  expected: Prediction[][];
}

async function predict({ prefix, predictions, expected }: Given): Promise<void> {
  await using classifier = await Classifier.load(prefix, { maxBatch: IMAGES });
  const images = pictures(IMAGES);
  for (let made = 0; ; made += IMAGES) {
    if (made === predictions) parentPort?.postMessage(made);
    assertSameAnswers(await classifier.classify(images), expected);
  }
}

/** One worker, from its start to its end in the middle of a call. */
async function startOne(given: Given, turn: number): Promise<number> {
  const worker = new Worker(fileURLToPath(import.meta.url), { workerData: given });
  const [made] = (await once(worker, 'message')) as [number];
  // Somewhere in the next calls.
  for (let i = 0; i < turn; i++) await new Promise(setImmediate);
  assert.equal(await worker.terminate(), 1);
  return made;
}

async function startAll(folder: string, rounds: number, predictions: number): Promise<void> {
  const prefix = await clothesNet(folder);
  await using classifier = await Classifier.load(prefix, { maxBatch: IMAGES });
  const given = { prefix, predictions, expected: await classifier.classify(pictures(IMAGES)) };
  let before = await held();
  let made = 0;
  for (let round = 0; round < rounds; round++) {
    if (round === WARM_UP) before = await held();
    const turns = Array.from({ length: WORKERS }, (_, i) => (round * WORKERS + i) % 50);
    for (const count of await Promise.all(turns.map((turn) => startOne(given, turn))))
      made += count;
  }
  process.stdout.write(JSON.stringify({ made, ...(await grownSince(before)) }));
}

if (isMainThread) {
  const [folder = '', rounds, predictions] = process.argv.slice(2);
  await startAll(folder, Number(rounds), Number(predictions));
} else {
  await predict(workerData as Given);
}

/** A worker that holds everything of libmxnet until it is stopped, or ends by itself without letting go. */

import { parentPort, workerData } from 'node:worker_threads';
import { holdEverything, startJob } from './open-objects.js';

const { folder, activity, end } = workerData as { folder: string; activity: string; end: boolean };

await holdEverything(folder);
if (activity === 'running') startJob();
parentPort?.postMessage('holding');
// Listening keeps the thread alive.
if (!end) parentPort?.on('message', () => {});

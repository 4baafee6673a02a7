/**
 * Ends in one of the ways in which a process can end, with everything of libmxnet open.
 *
 * Arguments: a folder, how to end, `disposed` or `open`, `idle` or `running`.
 */

import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { mxnet } from '../../../src/runtime/library.js';
import { holdEverything, letGo, startJob } from './open-objects.js';

const [parent = '', how = '', state = '', activity = ''] = process.argv.slice(2);

/** Several of these programs run at the same time. */
const folder = mkdtempSync(join(parent, 'exit-'));

/** A worker that holds everything; it posts a message when it does. */
function startWorker(end: boolean): Worker {
  const program = fileURLToPath(new URL('./hold.js', import.meta.url));
  return new Worker(program, { workerData: { folder, activity, end } });
}

function fail(): never {
  throw new Error('on purpose');
}

async function hold(): Promise<void> {
  const holding = await holdEverything(folder);
  if (activity === 'running') startJob();
  if (state === 'disposed') letGo(holding);
}

switch (how) {
  case 'end':
    await hold();
    break;
  case 'exit':
    await hold();
    process.exit(0);
    break;
  case 'exit-in-callback': {
    await hold();
    const store = await mxnet().KVStore.create('local');
    const array = mxnet().NDArray.create([1], 1, 0, false, 0);
    await store.init(['a'], [array]);
    store.setUpdater(() => process.exit(0));
    store.push(['a'], [array], 0);
    break;
  }
  case 'error':
    await hold();
    setImmediate(fail);
    break;
  case 'rejection':
    await hold();
    void Promise.reject(new Error('on purpose'));
    break;
  case 'worker-end':
    startWorker(true);
    break;
  case 'worker-terminate': {
    const worker = startWorker(false);
    worker.once('message', () => void worker.terminate());
    break;
  }
  case 'worker-exit': {
    startWorker(false).once('message', () => process.exit(0));
    break;
  }
  case 'worker-error': {
    await hold();
    startWorker(false).once('message', fail);
    break;
  }
  default:
    throw new RangeError(`there is no way to end that is called ${how}`);
}

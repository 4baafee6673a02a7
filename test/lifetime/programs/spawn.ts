/**
 * Starts child processes while libmxnet computes, and prints how many have ended well.
 *
 * Argument: where the computing happens, `here`, in a `worker`, or around the spawning, in a `callback`.
 */

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { mxnet } from '../../../src/runtime/library.js';
import { array, classifier, classifierBinding } from '../../support/native-objects.js';
import { trainResidualNet } from '../../support/training.js';

/** Starts one child after another until `until` is settled. */
async function spawnUntil(until: Promise<unknown>): Promise<number> {
  let running = true;
  const stop = () => {
    running = false;
  };
  until.then(stop, stop);
  let ended = 0;
  while (running) {
    const [code] = await once(spawn('true'), 'close');
    assert.equal(code, 0);
    ended++;
  }
  await until;
  return ended;
}

/** Spawns inside the updater of a push and inside the monitor of a forward, while the lane waits. */
async function spawnInCallbacks(): Promise<number> {
  const { Executor, KVStore } = mxnet();
  let ended = 0;
  const spawnHere = () => {
    const { status, error } = spawnSync('true');
    assert.equal(status, 0, String(error));
    ended++;
  };
  const store = await KVStore.create('local');
  const value = array(Array(1000).fill(1));
  await store.init(['a'], [value]);
  store.setUpdater(spawnHere);
  const executor = await Executor.simpleBind(classifier(), classifierBinding());
  executor.setMonitor(spawnHere, false);
  for (let round = 0; round < 10; round++) {
    const waits = [value.waitToRead(), value.copyTo(new Float32Array(1000))];
    store.push(['a'], [value], 0);
    executor.forward(true);
    await Promise.all(waits);
  }
  return ended;
}

async function count(where: string): Promise<number> {
  switch (where) {
    case 'here':
      return await spawnUntil(trainResidualNet({ epochs: 4 }));
    case 'worker': {
      const worker = new Worker(fileURLToPath(import.meta.url), { workerData: 'train' });
      return await spawnUntil(once(worker, 'exit').then(([code]) => assert.equal(code, 0)));
    }
    case 'callback':
      return await spawnInCallbacks();
    default:
      throw new RangeError(`nothing is computed ${where}`);
  }
}

if (isMainThread) process.stdout.write(String(await count(process.argv[2] ?? '')));
else if (workerData === 'train') await trainResidualNet({ epochs: 4 });

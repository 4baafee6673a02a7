/** A worker that is called back by libmxnet without end: by updaters, monitors, and the lane. */

import { parentPort } from 'node:worker_threads';
import { mxnet } from '../../../src/runtime/library.js';
import { array, classifier, classifierBinding } from '../../support/native-objects.js';

const { Executor, KVStore } = mxnet();
const store = await KVStore.create('local');
const value = array([1, 2, 3]);
await store.init(['a'], [value]);
const executor = await Executor.simpleBind(classifier(), classifierBinding());
let calls = 0;

function called(): void {
  calls++;
  if (calls % 10 === 0) parentPort?.postMessage(calls);
}

store.setUpdater(called);
executor.setMonitor(called, true);
for (;;) {
  store.push(['a'], [value], 0);
  executor.forward(true);
  executor.backward([], true);
  void value.waitToRead().then(called);
  if (calls % 100 === 0) await value.copyTo(new Float32Array(3));
}

/** A worker whose updater never returns. */

import { parentPort } from 'node:worker_threads';
import { mxnet } from '../../../src/runtime/library.js';
import { array } from '../../support/native-objects.js';

const store = await mxnet().KVStore.create('local');
const value = array([1]);
await store.init(['a'], [value]);
store.setUpdater(() => {
  parentPort?.postMessage('inside');
  for (;;);
});
store.push(['a'], [value], 0);

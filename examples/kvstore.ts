/** A store that sums gradients over devices, with an updater that applies them. */

import { cpu, full, KVStore, NDArray, ops } from 'mxnet-finetune';

const store = await KVStore.create('local');

// Without an updater the store would replace a value by what is pushed.
store.setUpdater((updates) => {
  for (const { key, received, stored } of updates) {
    console.log(`updating ${key}`);
    ops.sgdUpdate(stored, received, { lr: 0.1, rescaleGrad: 0.5, out: stored });
  }
});

using weight = full([2, 2], 1);
await store.init(['weight'], [weight]);

// One gradient from each of two devices, under one key: the updater receives their sum, 4.
const devices = [cpu(0), cpu(1)];
const gradients = devices.map((device, i) => full([2, 2], i === 0 ? 1 : 3, { device }));
const replicas = devices.map((device) => NDArray.empty([2, 2], device));
for (let step = 0; step < 3; step++) {
  store.push(['weight', 'weight'], gradients);
  store.pull(['weight', 'weight'], replicas);
}
// 1 - 3 steps · 0.1 · 0.5 · 4
for (const replica of replicas) console.log(`weight on ${replica.device} =`, await replica.data());
for (const owner of [store, ...gradients, ...replicas]) owner.dispose();

// Nothing but updates of 160 small parameters. Arguments: optimizer, kvstore, updates in a turn, turns.
import { KVStore, Module, NDArrayIter, Symbol, waitAll } from 'mxnet-finetune';
import { done, turn } from './pace.mjs';

const [optimizer, kvstore, updates, turns] = process.argv.slice(2);
let net = Symbol.variable('data');
for (let layer = 1; layer <= 80; layer++) {
  net = Symbol.compose('FullyConnected', { data: net }, { num_hidden: 16 }, `fc${layer}`);
}
const module = new Module(Symbol.compose('SoftmaxOutput', { data: net }, {}, 'softmax'));
const iterator = new NDArrayIter({
  data: { data: { values: new Float32Array(16 * 16).fill(0.5), shape: [16, 16] } },
  label: { softmax_label: { values: new Float32Array(16), shape: [16] } },
  batchSize: 16,
});
await module.bind({ data: iterator.provideData, label: iterator.provideLabel });
module.initParams();
await module.initOptimizer({
  kvstore: kvstore === 'none' ? undefined : await KVStore.create(kvstore),
  optimizer,
  optimizerOptions: { learningRate: 0.001 },
});
await module.forward(await iterator.next(), true);
module.backward();

for (let i = 0; i < Number(turns); i++) {
  await turn();
  for (let update = 0; update < Number(updates); update++) {
    module.update();
    // As often as Python, whose engine would else be as far behind.
    if (update % 10 === 9) await waitAll();
  }
  await waitAll();
  done({ updates: Number(updates) });
}

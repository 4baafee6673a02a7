// Thirteen thin layers: the time goes into telling the library what to do. Arguments: kvstore, batches in a turn, turns.
import { Symbol } from 'mxnet-finetune';
import { train } from './training.mjs';

const [kvstore, batches, turns] = process.argv.slice(2);
let net = Symbol.variable('data');
for (let layer = 1; layer <= 13; layer++) {
  const num_hidden = layer < 13 ? 16 : 10;
  net = Symbol.compose('FullyConnected', { data: net }, { num_hidden }, `fc${layer}`);
  if (layer < 13)
    net = Symbol.compose('Activation', { data: net }, { act_type: 'relu' }, `relu${layer}`);
}
const symbol = Symbol.compose('SoftmaxOutput', { data: net }, {}, 'softmax');
await train(symbol, {
  shape: [16],
  batchSize: 32,
  batches: Number(batches),
  classes: 10,
  turns: Number(turns),
  kvstore,
});

// A residual network on images of 28 x 28. Arguments: symbol file, batch size, batches in a turn, turns, and
// `delays` when those of the event loop are measured.
import { readFile } from 'node:fs/promises';
import { Symbol } from 'mxnet-finetune';
import { train } from './training.mjs';

const [file, batchSize, batches, turns, delays] = process.argv.slice(2);
const symbol = await Symbol.fromJson(await readFile(file, 'utf8'));
await train(symbol, {
  shape: [3, 28, 28],
  batchSize: Number(batchSize),
  batches: Number(batches),
  classes: 10,
  turns: Number(turns),
  kvstore: 'device',
  delays: delays === 'delays',
});

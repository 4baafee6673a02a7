/** Gives a network its first values, as `write_start` of train.py does, and saves them. */

import {
  cpu,
  loadSymbol,
  Module,
  openLibrary,
  saveCheckpoint,
  seed,
  symbolFile,
  Xavier,
} from '../../../src/index.js';

interface Argument {
  /** Prefix of the network. */
  from: string;
  /** Prefix of the new checkpoint. */
  to: string;
}

const { from, to } = JSON.parse(process.argv[2] as string) as Argument;
await openLibrary();
const symbol = await loadSymbol(symbolFile(from));
const module = new Module(symbol, { devices: [cpu()] });
await module.bind({
  data: [{ name: 'data', shape: [1, 3, 24, 24], dtype: 'float32' }],
  label: [{ name: 'softmax_label', shape: [1], dtype: 'float32' }],
});
seed(17);
module.initParams({
  initializer: new Xavier({ rndType: 'gaussian', factorType: 'in', magnitude: 2 }),
});
await saveCheckpoint(to, 0, { symbol, ...(await module.getParams()) });
module.dispose();
symbol.dispose();
process.stdout.write('{}');

/** Shapes that an executor cannot be reshaped to. */

import { cpu, Symbol as Graph, openLibrary, simpleBind } from '../../../src/index.js';

const { version } = await openLibrary();
const data = Graph.variable('data');
const network = Graph.compose('FullyConnected', { data }, { num_hidden: 3 }, 'fc');
const executor = await simpleBind(network, { device: cpu(), shapes: { data: [4, 5] } });
const errors = [
  await errorOf(executor.reshape({ data: [4, 6] })),
  await errorOf(executor.reshape({ data: [8, 5] }, { allowUpSizing: false })),
];
executor.dispose();
process.stdout.write(JSON.stringify({ library: version, errors }));

async function errorOf(promise: Promise<Disposable>): Promise<string> {
  try {
    (await promise)[Symbol.dispose]();
    return 'none';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** One network, computed with a batch of another shape than it was bound for, and bound for that shape. */

import {
  cpu,
  type Executor,
  Symbol as Graph,
  liveCounts,
  type NDArray,
  openLibrary,
  simpleBind,
} from '../../../src/index.js';

const ROWS = 2;

await openLibrary();
const data = Graph.variable('data');
const hidden = Graph.compose('FullyConnected', { data }, { num_hidden: 3 }, 'fc');
const network = Graph.compose('SoftmaxOutput', { data: hidden }, {}, 'softmax');

const first = await bind(4);
fill(first.arguments);
const reshaped = await first.reshape({ data: [ROWS, 5], softmax_label: [ROWS] });
fill(reshaped.arguments);
const reshapedValues = compute(reshaped);
reshaped.dispose();
first.dispose();
const other = await bind(ROWS);
fill(other.arguments);
const boundValues = compute(other);
other.dispose();
const live = liveCounts();
process.stdout.write(JSON.stringify({ reshaped: reshapedValues, bound: boundValues, live }));

async function bind(rows: number): Promise<Executor> {
  return await simpleBind(network, {
    device: cpu(),
    shapes: { data: [rows, 5], softmax_label: [rows] },
    gradients: { fc_weight: 'write', fc_bias: 'add' },
  });
}

function fill(arrays: ReadonlyMap<string, NDArray>): void {
  for (const [name, array] of arrays) {
    const values = new Float32Array(array.size);
    array.setSync(values.map((_, i) => (name === 'softmax_label' ? i : Math.sin(i + name.length))));
  }
}

/** The outputs and the gradients, of which one is added to what was there. */
function compute(executor: Executor): number[] {
  const [weight, bias] = ['fc_weight', 'fc_bias'].map((name) => executor.gradients.get(name));
  bias?.setSync(new Float32Array(3).fill(7));
  executor.forward(true);
  executor.backward();
  return [executor.outputs[0], weight, bias].flatMap((array) =>
    Array.from((array as NDArray).dataSync() as Float32Array),
  );
}

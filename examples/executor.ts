/** A graph, bound to arrays: forward, backward, and one step down the gradient. */

import { cpu, Symbol as Net, ops, simpleBind } from 'mxnet-finetune';

// y = data · weight + bias, compared with label. Inputs that are not given become variables: fc_weight, fc_bias.
const data = Net.variable('data');
const fc = ops.FullyConnected(data, { numHidden: 1, name: 'fc' });
const net = ops.LinearRegressionOutput(fc, { label: Net.variable('label'), name: 'out' });
console.log('arguments:', net.listArguments().join(', '));

// Shapes of the other arguments follow from these; gradients are kept where they are asked for.
const executor = await simpleBind(net, {
  device: cpu(),
  shapes: { data: [4, 2], label: [4, 1] },
  gradients: { fc_weight: 'write', fc_bias: 'write' },
});
const argument = (name: string) => {
  const array = executor.arguments.get(name);
  if (array === undefined) throw new RangeError(`the network has no argument ${name}`);
  return array;
};

// label = 2·x1 - x2 + 1
await argument('data').set(Float32Array.of(0, 0, 1, 0, 0, 1, 1, 1));
await argument('label').set(Float32Array.of(1, 3, 0, 2));
await argument('fc_weight').set(Float32Array.of(0, 0));
await argument('fc_bias').set(Float32Array.of(0));

for (let step = 0; step < 400; step++) {
  executor.forward(true);
  executor.backward();
  for (const [name, gradient] of executor.gradients) {
    const weight = argument(name);
    ops.sgdUpdate(weight, gradient, { lr: 0.1, out: weight });
  }
}
executor.forward(false);
const [output] = executor.outputs;
console.log('weight =', rounded(await argument('fc_weight').data()));
console.log('bias =', rounded(await argument('fc_bias').data()));
console.log('prediction =', output && rounded(await output.data()));
for (const owner of [executor, net, fc, data]) owner.dispose();

function rounded(values: ArrayLike<number | bigint>): string[] {
  // + 0 makes 0 of a negative zero.
  return Array.from(values, (value) => (Math.round(Number(value) * 100) / 100 + 0).toFixed(2));
}

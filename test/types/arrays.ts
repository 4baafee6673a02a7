/** Must compile: arrays, operators and graphs as a user writes them; and must not: what is commented so. */

import {
  cpu,
  type DType,
  fromTypedArray,
  full,
  Symbol as Graph,
  invoke,
  invokeOne,
  NDArray,
  scope,
  simpleBind,
  type TypedArray,
  zeros,
} from '../../src/index.js';

export async function arrays(): Promise<void> {
  using ones = full([2, 3], 1, { device: cpu(), dtype: 'float16' });
  using made = fromTypedArray(Float32Array.of(1, 2), [2]);
  const values: TypedArray = await ones.data();
  const reused: Float32Array = await made.data(new Float32Array(2));
  const dtype: DType = made.dtype;
  const sum: NDArray = scope(() => invokeOne('sum', [made]));
  const [part] = invoke('SliceChannel', [ones], { num_outputs: 3, axis: 1 });
  const maybe: NDArray | undefined = part;
  void [values, reused, dtype, sum, maybe];

  // @ts-expect-error there is no such element type
  zeros([1], { dtype: 'float' });
  // @ts-expect-error a shape is a list of numbers
  zeros('2, 3');
  // @ts-expect-error an array is made by a function or by a static method
  new NDArray();
  // @ts-expect-error a result may be missing
  const certain: NDArray = part;
  // @ts-expect-error the element type is read-only
  ones.dtype = 'int8';
  void certain;
}

export async function graphs(): Promise<void> {
  using data = Graph.variable('data');
  using fc = Graph.compose('FullyConnected', { data }, { num_hidden: 3, no_bias: true }, 'fc');
  using executor = await simpleBind(fc, {
    device: cpu(1),
    shapes: { data: [2, 4] },
    gradients: { fc_weight: 'add' },
  });
  executor.forward(true);
  const outputs: readonly NDArray[] = executor.outputs;
  void outputs;

  // @ts-expect-error gradients are written, added or not computed
  await simpleBind(fc, { device: cpu(), shapes: {}, gradients: { fc_weight: 'overwrite' } });
  // @ts-expect-error an executor needs a device
  await simpleBind(fc, { shapes: {} });
  // @ts-expect-error inputs are symbols
  Graph.compose('FullyConnected', { data: 'data' });
}

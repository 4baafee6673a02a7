/** Arrays: making them, computing with them, reading them, letting go of them. */

import { fromTypedArray, full, ops, scope } from 'mxnet-finetune';

using matrix = fromTypedArray(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3]);
console.log(`matrix: ${matrix.dtype}, ${matrix.shape.join(' x ')}, on ${matrix.device}`);

// Operators are queued and return at once. Reading the values waits for them, without blocking the event loop.
using row = full([1, 3], 10);
using sum = ops.broadcastAdd(matrix, row);
console.log('matrix + 10 =', await sum.data());

// A scope disposes what is made in it, except what it returns: here three arrays of intermediate results.
using distance = scope(() => {
  const difference = ops.broadcastSub(matrix, ops.mean(matrix, { axis: 1, keepdims: true }));
  return ops.sqrt(ops.sum(ops.square(difference), { axis: 1 }));
});
console.log('distance of each row from its mean =', await distance.data());

// Operators with several results give a list, and `out` reuses an array.
const [values, places] = ops.topk(matrix, { k: 2, retTyp: 'both' });
console.log('the two largest of each row =', await values.data(), 'at', await places.data());
ops.internal.mulScalar(matrix, { scalar: 0.5, out: matrix });
console.log('matrix / 2 =', await matrix.data());
for (const array of [values, places]) array.dispose();

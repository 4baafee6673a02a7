/**
 * Uses libmxnet and then has nothing to do. With the argument `pending` a wait on the lane is still promised, and prints
 * a line when it is over.
 */

import { operatorId } from '../../../src/operators/registry.js';
import { mxnet } from '../../../src/runtime/library.js';
import { array } from '../../support/native-objects.js';

const size = 512;
const matrix = array(Array(size * size).fill(1), [size, size]);
let result = matrix;
for (let i = 0; i < 10; i++) {
  const [next] = mxnet().invoke(operatorId('dot'), [result, matrix], null, [], []);
  if (next !== undefined) result = next;
}
await matrix.waitToRead();
if (process.argv[2] === 'pending') {
  void result.waitToRead().then(() => process.stdout.write('the wait is over'));
}
process.on('exit', () => process.stdout.write(', exit'));

/** How many images a processor computes together. */

import { bytesPerElement } from '../ndarray/dtype.js';
import type { NamedShapes } from '../symbol/infer.js';

/** Bytes of the largest output in a network that still stay in the caches until the next operator reads them. */
const CACHED = 2 ** 24;

/**
 * The images that are computed together fastest: so many that the weights are not read anew for too few of them, so few that
 * what an operator writes is still in the caches when the next one reads it.
 *
 * @param size - images of the batch that is wanted
 * @param outputs - the shape of every output in the network, for one image
 * @param weightBytes - of all values of the network
 * @returns rows of the parts that the batch is computed in; all parts are alike
 */
export function rowsAtOnce(size: number, outputs: NamedShapes, weightBytes: number): number {
  const bytes = Object.values(outputs).map(
    (shape) => shape.reduce((product, length) => product * length, 1) * bytesPerElement('float32'),
  );
  const all = bytes.reduce((sum, output) => sum + output, 0);
  const largest = Math.max(1, ...bytes);
  const most = Math.max(1, Math.floor(CACHED / largest), Math.ceil(weightBytes / Math.max(1, all)));
  return Math.ceil(size / Math.ceil(size / most));
}

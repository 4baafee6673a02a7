/** The random number generators of libmxnet. */

import { mxnet } from './library.js';

/**
 * Seeds the generators of all devices (`mx.random.seed`, MXRandomSeed). Data iterators have seeds of their
 * own. Without this call libmxnet starts at seed 0, so that runs repeat anyway.
 *
 * @param seed - a 32-bit integer
 */
export function seed(seed: number): void {
  mxnet().randomSeed(seed);
}

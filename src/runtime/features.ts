/** What the opened library was built with. */

import { mxnet } from './library.js';

/**
 * Build features by MXNet's names, for example `CUDA`, `OPENCV`, `MKLDNN`.
 *
 * @returns `undefined` for a library older than 1.5, which does not say.
 */
export function features(): ReadonlyMap<string, boolean> | undefined {
  const native = mxnet();
  if (!native.hasFunction('MXLibInfoFeatures')) return undefined;
  return new Map(Object.entries(native.features()));
}

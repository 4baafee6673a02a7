/** CUDA devices of this machine, as the opened library sees them. */

import { mxnet } from './library.js';

/** How many CUDA devices there are; 0 without a CUDA build. `undefined` before MXNet 1.3, which cannot say. */
export function gpuCount(): number | undefined {
  const native = mxnet();
  if (!native.hasFunction('MXGetGPUCount')) return undefined;
  return native.gpuCount();
}

/** Memory of a CUDA device in bytes. Needs MXNet 1.4. */
export function gpuMemory(id: number): { free: number; total: number } {
  const [free, total] = mxnet().gpuMemory(id);
  return { free, total };
}

/** Whether half precision can be computed. */

import { FineTuneError } from '../errors.js';
import type { RunSettings } from './options.js';

/**
 * libmxnet has no product of float16 matrices on the CPU.
 *
 * @throws {@link FineTuneError} `ERR_DEVICE`, before any data is read
 */
export function requireHalfPrecision({ dtype, devices }: RunSettings): void {
  if (dtype !== 'float16' || devices.every((device) => device.type === 'gpu')) return;
  throw new FineTuneError(
    'ERR_DEVICE',
    '--dtype float16 needs CUDA devices: libmxnet cannot multiply float16 matrices on the CPU. Name them with --gpus, or leave --dtype out',
  );
}

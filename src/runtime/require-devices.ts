/** Whether the wanted devices exist. */

import { FineTuneError } from '../errors.js';
import type { Device } from './device.js';
import { features } from './features.js';
import { gpuCount } from './gpu.js';
import { libraryInfo } from './library.js';

/**
 * Checks that every device can be used, before anything is computed on one.
 *
 * @throws {@link FineTuneError} `ERR_DEVICE` with the reason and what to do
 */
export function requireDevices(devices: readonly Device[]): void {
  const seen = new Set<string>();
  for (const device of devices) {
    if (seen.has(String(device))) {
      throw new FineTuneError('ERR_OPTION', `the device ${device} is named twice`);
    }
    seen.add(String(device));
  }
  const wanted = devices.filter((device) => device.type === 'gpu');
  if (wanted.length === 0) return;
  const { path, version } = libraryInfo() ?? { path: '', version: '' };
  const names = wanted.join(', ');
  if (features()?.get('CUDA') === false) {
    throw new FineTuneError(
      'ERR_DEVICE',
      `${names} cannot be used: ${path} (${version}) is built without CUDA. ` +
        'Run: npx mxnet-finetune install --cuda 11.2, or leave --gpus out to compute on the CPU',
    );
  }
  // Before 1.3 the library cannot say; then binding will.
  const count = gpuCount() ?? Number.POSITIVE_INFINITY;
  const missing = wanted.filter((device) => device.id >= count);
  if (missing.length > 0) {
    throw new FineTuneError(
      'ERR_DEVICE',
      `${missing.join(', ')} does not exist: libmxnet sees ${count} CUDA ${count === 1 ? 'device' : 'devices'}. ` +
        'Run: npx mxnet-finetune doctor, or leave --gpus out to compute on the CPU',
    );
  }
}

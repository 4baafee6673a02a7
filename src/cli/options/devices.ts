/** Devices from the command line. */

import { FineTuneError } from '../../errors.js';
import { cpu, type Device, gpu } from '../../runtime/device.js';

/** CPU contexts only split batches; more than a batch has rows would be of no use. */
const MOST_CPUS = 1024;

/**
 * CUDA devices by their numbers, else CPU contexts. An empty `--gpus` means the CPU, as upstream.
 *
 * @throws {@link FineTuneError} `ERR_OPTION`
 */
export function devicesOf({ gpus, cpus }: { gpus?: unknown; cpus?: unknown }): Device[] {
  if (typeof gpus === 'string' && gpus !== '') {
    if (cpus !== undefined) {
      throw new FineTuneError('ERR_OPTION', '--gpus and --cpus do not go together');
    }
    return gpus.split(',').map((text) => gpu(deviceNumber(gpus, text)));
  }
  const count = typeof cpus === 'number' ? cpus : 1;
  if (count < 1 || count > MOST_CPUS) {
    throw new FineTuneError(
      'ERR_OPTION',
      `--cpus must be from 1 to ${MOST_CPUS}, received ${count}`,
    );
  }
  return Array.from({ length: count }, (_, id) => cpu(id));
}

/**
 * The only device of a command that computes on one.
 *
 * @param command - whose name an error tells
 * @throws {@link FineTuneError} `ERR_OPTION`
 */
export function oneDevice(command: string, parsed: { gpus?: unknown; cpus?: unknown }): Device {
  const [device, ...more] = devicesOf(parsed);
  if (device !== undefined && more.length === 0) return device;
  throw new FineTuneError('ERR_OPTION', `${command} uses one device`);
}

function deviceNumber(gpus: string, text: string): number {
  if (/^\s*\d+\s*$/.test(text)) return Number(text);
  throw new FineTuneError(
    'ERR_OPTION',
    `--gpus must be numbers of devices separated by commas, received '${gpus}'`,
  );
}

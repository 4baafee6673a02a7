/** A checkpoint's values where a network computes. */

import { isLabel } from '../checkpoint/compare.js';
import type { Checkpoint, SplitParams } from '../checkpoint/load.js';
import { IMAGE_INPUT } from '../checkpoint/mismatch.js';
import { bytesPerElement, type DType } from '../ndarray/dtype.js';
import type { NDArray } from '../ndarray/ndarray.js';
import type { Device } from '../runtime/device.js';
import { declaredType } from '../symbol/declared-type.js';
import { inferType } from '../symbol/infer.js';

/**
 * Brings the values of a checkpoint to a device, in the element types of its network. Those that lie there already are
 * not copied. Images and labels that were saved with the values are left behind.
 */
export async function moveToDevice(checkpoint: Checkpoint, device: Device): Promise<void> {
  for (const [name, array] of checkpoint.argParams) {
    if (name !== IMAGE_INPUT && !isLabel(name)) continue;
    checkpoint.argParams.delete(name);
    array.dispose();
  }
  const images = declaredType(checkpoint.symbol.attributes(), IMAGE_INPUT) ?? 'float32';
  const types = await inferType(checkpoint.symbol, { [IMAGE_INPUT]: images });
  move(checkpoint.argParams, types.arguments, device);
  move(checkpoint.auxParams, types.auxiliaryStates, device);
}

/** Bytes of all values. */
export function bytesOf({ argParams, auxParams }: SplitParams): number {
  let bytes = 0;
  for (const array of [...argParams.values(), ...auxParams.values()]) {
    bytes += array.size * bytesPerElement(array.dtype);
  }
  return bytes;
}

function move(
  params: Map<string, NDArray>,
  types: ReadonlyMap<string, DType | undefined>,
  device: Device,
): void {
  for (const [name, array] of params) {
    const dtype = types.get(name) ?? array.dtype;
    if (dtype === array.dtype && String(array.device) === String(device)) continue;
    params.set(name, array.copyToDevice(device, dtype));
    array.dispose();
  }
}

/** What executors are made of, as the addon wants it. */

import type { NativeDevices } from '../native/contract.js';
import type { NDArray } from '../ndarray/ndarray.js';
import type { Device } from '../runtime/device.js';
import type { NamedShapes } from '../symbol/infer.js';

/** The native arrays of the named ones, in the order of the names. */
export function natives(
  names: readonly string[],
  arrays: ReadonlyMap<string, NDArray>,
): NDArray['native'][] {
  return names.map((name) => {
    const array = arrays.get(name);
    if (array === undefined) throw new TypeError(`no array was given for ${name}`);
    return array.native;
  });
}

/** A device, and no groups on other ones. */
export function devicesOf(device: Device): NativeDevices {
  return {
    deviceType: device.code,
    deviceId: device.id,
    groupNames: [],
    groupDeviceTypes: [],
    groupDeviceIds: [],
  };
}

/** Shapes as two parallel lists. */
export function shapeLists(shapes: NamedShapes): { shapeNames: string[]; shapes: number[][] } {
  return {
    shapeNames: Object.keys(shapes),
    shapes: Object.values(shapes).map((shape) => [...shape]),
  };
}

/** One value of what every device has a copy of. */

import type { NDArray } from '../ndarray/ndarray.js';
import { invokeOne } from '../operators/invoke.js';
import { cpu } from '../runtime/device.js';
import { scope } from '../runtime/scope.js';

/**
 * Queues the mean of the devices' copies into a CPU array, with the operators and in the order in which Python does
 * it: adding to 0 and dividing by 1 turns -0 into 0 even for a single device.
 */
export function averageInto(copies: readonly NDArray[], target: NDArray): void {
  scope(() => {
    let sum: NDArray | undefined;
    for (const copy of copies) {
      const local = copy.copyToDevice(cpu());
      sum =
        sum === undefined
          ? invokeOne('_plus_scalar', [local], { scalar: '0.0' })
          : invokeOne('elemwise_add', [sum, local]);
    }
    if (sum === undefined) return;
    invokeOne('_div_scalar', [sum], { scalar: `${copies.length}.0` }).copyTo(target);
  });
}

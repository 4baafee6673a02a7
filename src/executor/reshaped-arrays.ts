/** The arrays of an executor for other input shapes. */

import { NDArray } from '../ndarray/ndarray.js';
import type { Device } from '../runtime/device.js';
import { inferShape, type NamedShapes } from '../symbol/infer.js';
import type { Symbol } from '../symbol/symbol.js';

/** What an executor is bound to. */
export interface BoundArrays {
  device: Device;
  arguments: ReadonlyMap<string, NDArray>;
  gradients: ReadonlyMap<string, NDArray>;
  auxiliaryStates: ReadonlyMap<string, NDArray>;
}

/** {@link BoundArrays} of which some are new and have to be disposed when they have been bound. */
export interface ReshapedArrays extends BoundArrays {
  created: readonly NDArray[];
}

/**
 * Does what `Executor.reshape` of Python's MXNet before 1.3 does: inputs of another shape get new arrays, everything else is
 * shared.
 *
 * @throws RangeError when a parameter would change its shape, or an input become larger although that is not allowed
 */
export async function reshapedArrays(
  symbol: Symbol,
  bound: BoundArrays,
  shapes: NamedShapes,
  allowUpSizing: boolean,
): Promise<ReshapedArrays> {
  const inferred = await inferShape(symbol, shapes);
  const created: NDArray[] = [];
  const fresh = (name: string, old: NDArray): NDArray | undefined => {
    const shape = inferred.arguments.get(name) ?? old.shape;
    if (shape.join() === old.shape.join()) return undefined;
    checkChange(name, old, shape, { isInput: name in shapes, allowUpSizing });
    const array = NDArray.empty(shape, bound.device, old.dtype);
    created.push(array);
    return array;
  };
  const replaced = (arrays: ReadonlyMap<string, NDArray>) =>
    new Map([...arrays].map(([name, old]) => [name, fresh(name, old) ?? old]));
  try {
    for (const [name, shape] of inferred.auxiliaryStates) {
      const old = bound.auxiliaryStates.get(name);
      if (old === undefined || shape.join() === old.shape.join()) continue;
      checkChange(name, old, shape, { isInput: false, allowUpSizing });
    }
    const { device, auxiliaryStates } = bound;
    return {
      device,
      arguments: replaced(bound.arguments),
      gradients: replaced(bound.gradients),
      auxiliaryStates,
      created,
    };
  } catch (error) {
    for (const array of created) array.dispose();
    throw error;
  }
}

function checkChange(
  name: string,
  old: NDArray,
  shape: readonly number[],
  { isInput, allowUpSizing }: { isInput: boolean; allowUpSizing: boolean },
): void {
  const change = `from (${old.shape.join(', ')}) to (${shape.join(', ')})`;
  if (!isInput) {
    throw new RangeError(`${name} would change its shape ${change}, and is not among the inputs`);
  }
  const size = shape.reduce((product, length) => product * length, 1);
  if (size > old.size && !allowUpSizing) {
    throw new RangeError(`${name} would become larger, ${change}, which \`allowUpSizing\` forbids`);
  }
}

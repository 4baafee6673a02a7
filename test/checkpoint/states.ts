/** States of optimizers in tests. */

import type { SavedState } from '../../src/checkpoint/optimizer-states.js';
import { fromTypedArray } from '../../src/ndarray/create.js';
import { NDArray } from '../../src/ndarray/ndarray.js';

/** A state as JSON: an array as its element type, shape and values. */
export type Described = null | { dtype: string; shape: number[]; values: number[] } | Described[];

/** What an array or a nest of them holds. */
export function describe(state: SavedState): Described {
  if (state === null) return null;
  if (!(state instanceof NDArray)) return state.map(describe);
  return { dtype: state.dtype, shape: [...state.shape], values: numbers(state) };
}

function numbers(array: NDArray): number[] {
  if (array.dtype !== 'float16') return [...array.dataSync()].map(Number);
  using wide = array.copyToDevice(array.device, 'float32');
  return [...wide.dataSync()].map(Number);
}

/** All states in their order. */
export function entries(
  states: ReadonlyMap<string | number, SavedState>,
): [string | number, Described][] {
  return [...states].map(([key, state]) => [key, describe(state)]);
}

/** Disposes all arrays of states. */
export function dispose(states: ReadonlyMap<string | number, SavedState>): void {
  const end = (state: SavedState): void => {
    if (state instanceof NDArray) state.dispose();
    else for (const part of state ?? []) end(part);
  };
  for (const state of states.values()) end(state);
}

/** An array in its saved form. */
export async function recordOf(values: Float32Array): Promise<Uint8Array> {
  using array = fromTypedArray(values, [values.length]);
  return await array.native.toRawBytes();
}

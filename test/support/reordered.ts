/** Networks whose classes are in another order. */

import { loadCheckpoint } from '../../src/checkpoint/load.js';
import { loadRecipe } from '../../src/checkpoint/recipe.js';
import { saveCheckpoint } from '../../src/checkpoint/save.js';
import { fromTypedArray } from '../../src/ndarray/create.js';
import type { NDArray } from '../../src/ndarray/ndarray.js';

/**
 * Writes a copy of a checkpoint that has its classes in another order; but for that it answers the same.
 *
 * @param order - the old place of each class
 * @param names - of the classes, in the new order; otherwise their own
 */
export async function reorder(
  prefix: string,
  copy: string,
  order: readonly number[],
  names?: readonly string[],
): Promise<void> {
  using checkpoint = await loadCheckpoint(prefix, 1);
  const recipe = await loadRecipe(prefix);
  if (recipe === undefined) throw new Error(`${prefix} has no recipe`);
  for (const [name, array] of [...checkpoint.argParams]) {
    if (!name.startsWith('fc')) continue;
    checkpoint.argParams.set(name, await rowsOf(array, order));
    array.dispose();
  }
  const classNames = names ?? order.map((place) => recipe.classNames[place] as string);
  await saveCheckpoint(copy, 1, { ...parts(checkpoint), recipe: { ...recipe, classNames } });
}

function parts({ symbol, argParams, auxParams }: Awaited<ReturnType<typeof loadCheckpoint>>) {
  return { symbol, argParams, auxParams };
}

async function rowsOf(array: NDArray, order: readonly number[]): Promise<NDArray> {
  const values = await array.data<Float32Array>();
  const [rows = 1] = array.shape;
  const width = values.length / rows;
  const copy = new Float32Array(values.length);
  for (const [row, place] of order.entries()) {
    copy.set(values.subarray(place * width, (place + 1) * width), row * width);
  }
  return fromTypedArray(copy, array.shape);
}

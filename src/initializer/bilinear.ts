/** Weights that enlarge images. */

import { fromTypedArray } from '../ndarray/create.js';
import type { NDArray } from '../ndarray/ndarray.js';
import { NamedInitializer, type ParameterDesc } from './initializer.js';

/** Gives the weight of a deconvolution the values that interpolate linearly in both directions (`mx.init.Bilinear`). */
export class Bilinear extends NamedInitializer {
  /** @throws RangeError for a weight that has not four dimensions */
  initializeWeight({ name }: ParameterDesc, array: NDArray): void {
    const [outputs, inputs, height, width] = array.shape;
    if (outputs === undefined || inputs === undefined || height === undefined || !width) {
      throw new RangeError(
        `Bilinear needs a weight of four dimensions, ${name} has ${array.shape.length}`,
      );
    }
    // As in MXNet the width decides about both directions.
    const factor = Math.ceil(width / 2);
    const center = (2 * factor - 1 - (factor % 2)) / (2 * factor);
    const share = (position: number) => 1 - Math.abs(position / factor - center);
    const values = Float32Array.from({ length: array.size }, (_, i) => {
      return share(i % width) * share(Math.floor(i / width) % height);
    });
    using source = fromTypedArray(values, array.shape, { device: array.device });
    source.copyTo(array);
  }
}

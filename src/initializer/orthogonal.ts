/** Weights whose rows or columns are at right angles. */

import { NDArray } from '../ndarray/ndarray.js';
import { invoke, invokeOne } from '../operators/invoke.js';
import { hasOperator } from '../operators/registry.js';
import { scope } from '../runtime/scope.js';
import { choiceOption, numberOption } from '../text/check-option.js';
import { pythonFloat } from '../text/python-float.js';
import { NamedInitializer, type ParameterDesc } from './initializer.js';
import { drawNormal, drawUniform } from './random.js';

/** From which distribution the matrix is drawn that is made orthogonal. */
export type OrthogonalRandomType = 'uniform' | 'normal';

/** The root of 2 as MXNet rounds it. */
const DEFAULT_SCALE = 1414 / 1000;

const RANDOM_TYPES: readonly OrthogonalRandomType[] = ['uniform', 'normal'];

/** Options of {@link Orthogonal}. */
export interface OrthogonalOptions {
  /** The length of each row or column. @defaultValue 1.414 */
  scale?: number;
  /** `uniform` in [-1, 1] or `normal` with the deviation 1. @defaultValue `uniform` */
  randType?: OrthogonalRandomType;
}

/**
 * Orthogonal weights (`mx.init.Orthogonal`): a random matrix of as many rows as there are outputs is decomposed into
 * singular vectors, and these, times `scale`, are the weight. `W · Wᵀ = scale² · I` if there are no more rows than columns, else
 * `Wᵀ · W`.
 *
 * The random numbers are those of MXNet 1.2 and later, but Python decomposes with numpy: signs and last bits differ.
 */
export class Orthogonal extends NamedInitializer {
  readonly scale: number;
  readonly randType: OrthogonalRandomType;

  /** @throws RangeError for an unknown word, or a scale that is no number */
  constructor(options: OrthogonalOptions = {}) {
    super();
    this.scale = numberOption('scale', options.scale, DEFAULT_SCALE);
    this.randType = choiceOption('randType', options.randType, RANDOM_TYPES, 'uniform');
  }

  /** @throws RangeError for a weight without dimensions */
  initializeWeight({ name }: ParameterDesc, array: NDArray): void {
    const [rows, ...others] = array.shape;
    if (rows === undefined) throw new RangeError(`${name} has no dimensions`);
    const columns = others.reduce((product, length) => product * length, 1);
    scope(() => {
      const matrix = NDArray.empty([rows, columns], array.device);
      if (this.randType === 'uniform') drawUniform(matrix, 1);
      else drawNormal(matrix, 1);
      const vectors = singularVectors(matrix);
      const scaled = invokeOne('_mul_scalar', [vectors], { scalar: pythonFloat(this.scale) });
      scaled.reshape(array.shape).copyTo(array);
    });
  }
}

/** The singular vectors that have the shape of the matrix: the left ones unless it has more columns than rows. */
function singularVectors(matrix: NDArray): NDArray {
  const [rows = 0, columns = 0] = matrix.shape;
  // The operators want at least as many columns as rows.
  const wide = rows > columns ? transposed(matrix) : matrix;
  const [left, right] = hasOperator('_npi_svd') ? decompose(wide) : decomposeSquare(wide);
  if (rows === columns) return left;
  return rows > columns ? transposed(right) : right;
}

/** Left singular vectors in columns, right ones in rows. */
function decompose(matrix: NDArray): [left: NDArray, right: NDArray] {
  const [left, , right] = invoke('_npi_svd', [matrix]);
  if (left === undefined || right === undefined) throw new TypeError('_npi_svd has no result');
  return [left, right];
}

/** Before MXNet 1.6 there is only the decomposition of symmetric matrices; in float64 it is precise enough. */
function decomposeSquare(matrix: NDArray): [left: NDArray, right: NDArray] {
  const [rows = 0] = matrix.shape;
  const wide = invokeOne('Cast', [matrix], { dtype: 'float64' });
  const square = invokeOne('_linalg_gemm2', [wide, wide], { transpose_b: true });
  // Its values ascend, singular values descend.
  const [vectors, values] = invoke('_linalg_syevd', [square]).map((array) =>
    invokeOne('reverse', [array], { axis: [0] }),
  );
  if (vectors === undefined || values === undefined) throw new TypeError('no decomposition');
  const lengths = invokeOne('sqrt', [values]).reshape([rows, 1]);
  const images = invokeOne('_linalg_gemm2', [vectors, wide]);
  const right = invokeOne('broadcast_div', [images, lengths]);
  return [narrow(transposed(vectors)), narrow(right)];
}

function narrow(array: NDArray): NDArray {
  return invokeOne('Cast', [array], { dtype: 'float32' });
}

function transposed(array: NDArray): NDArray {
  return invokeOne('transpose', [array]);
}

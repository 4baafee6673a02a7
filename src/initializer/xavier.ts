/** Weights scaled by the size of their layer. */

import type { NDArray } from '../ndarray/ndarray.js';
import { choiceOption, numberOption } from '../text/check-option.js';
import { NamedInitializer, type ParameterDesc } from './initializer.js';
import { drawNormal, drawUniform } from './random.js';

/** Which connections of a unit are counted. */
export type FactorType = 'avg' | 'in' | 'out';

/** From which distribution weights are drawn. */
export type RandomType = 'uniform' | 'gaussian';

const FACTOR_TYPES: readonly FactorType[] = ['avg', 'in', 'out'];
const RANDOM_TYPES: readonly RandomType[] = ['uniform', 'gaussian'];

/** Options of {@link Xavier}. */
export interface XavierOptions {
  /** @defaultValue `uniform` */
  rndType?: RandomType;
  /** @defaultValue `avg` */
  factorType?: FactorType;
  /** @defaultValue 3 */
  magnitude?: number;
}

/**
 * Glorot's and He's initialization (`mx.init.Xavier`): `scale = √(magnitude / factor)`, where the factor is the number
 * of inputs of a unit, of outputs, or their mean; then uniform in [-scale, scale] or normal with that deviation.
 */
export class Xavier extends NamedInitializer {
  readonly rndType: RandomType;
  readonly factorType: FactorType;
  readonly magnitude: number;

  /** @throws RangeError for an unknown word, or a magnitude that is no number */
  constructor(options: XavierOptions = {}) {
    super();
    this.rndType = choiceOption('rndType', options.rndType, RANDOM_TYPES, 'uniform');
    this.factorType = choiceOption('factorType', options.factorType, FACTOR_TYPES, 'avg');
    this.magnitude = numberOption('magnitude', options.magnitude, 3);
  }

  /** @throws RangeError for a weight with fewer than two dimensions */
  initializeWeight(parameter: ParameterDesc, array: NDArray): void {
    const [outputs, inputs, ...kernel] = array.shape;
    if (outputs === undefined || inputs === undefined) {
      throw new RangeError(
        `Xavier needs a weight of at least two dimensions, ${parameter.name} has ${array.shape.length}`,
      );
    }
    const area = kernel.reduce((product, length) => product * length, 1);
    const scale = Math.sqrt(this.magnitude / this.#factor(inputs * area, outputs * area));
    if (this.rndType === 'uniform') drawUniform(array, scale);
    else drawNormal(array, scale);
  }

  #factor(fanIn: number, fanOut: number): number {
    if (this.factorType === 'in') return fanIn;
    return this.factorType === 'out' ? fanOut : (fanIn + fanOut) / 2;
  }
}

/** Options of {@link MSRAPrelu}. */
export interface MSRAPreluOptions {
  /** @defaultValue `avg` */
  factorType?: FactorType;
  /** The slope of the leaky part. @defaultValue 0.25 */
  slope?: number;
}

/** He's initialization for leaky rectifiers (`mx.init.MSRAPrelu`): normal, magnitude `2 / (1 + slope²)`. */
export class MSRAPrelu extends Xavier {
  constructor({ factorType = 'avg', slope: given }: MSRAPreluOptions = {}) {
    const slope = numberOption('slope', given, 0.25);
    super({ rndType: 'gaussian', factorType, magnitude: 2 / (1 + slope ** 2) });
  }
}

/** First values of parameters. */

import type { NDArray } from '../ndarray/ndarray.js';
import { invokeInto } from '../operators/invoke.js';
import { pythonFloat } from '../text/python-float.js';

/** A parameter as an initializer sees it. */
export interface ParameterDesc {
  name: string;
  /** Attributes of the variable in the network; `__init__` names an initializer of its own. */
  attributes: ReadonlyMap<string, string>;
}

/** Writes the first values of one parameter into its array. */
export interface Initializer {
  initialize(parameter: ParameterDesc, array: NDArray): void;
}

/** Makes an initializer from its MXNet name, or from a text that an `__init__` attribute holds. */
export type CreateInitializer = (name: string) => NamedInitializer;

const SUFFIXES: readonly (readonly [suffix: string, value: number])[] = [
  ['bias', 0],
  ['gamma', 1],
  ['beta', 0],
  ['min', 0],
  ['max', 1],
  ['bias_quantize', 0],
];

/**
 * The base of MXNet's initializers. What is done follows from the parameter: its `__init__` attribute, else the end
 * of its name: `weight` is the initializer's own rule, `bias`, `beta`, `min`, `bias_quantize` are 0, `gamma`, `max` are 1.
 */
export abstract class NamedInitializer implements Initializer {
  /** How `__init__` attributes become initializers; set by the registry, which knows all classes. @internal */
  static create: CreateInitializer | undefined;

  /** Writes the values of a weight. */
  abstract initializeWeight(parameter: ParameterDesc, array: NDArray): void;

  /** @throws RangeError when neither an attribute nor the name tells what to do */
  initialize(parameter: ParameterDesc, array: NDArray): void {
    const own = parameter.attributes.get('__init__');
    if (own) {
      ownInitializer(own).initializeWeight(parameter, array);
      return;
    }
    if (parameter.name.endsWith('weight')) {
      this.initializeWeight(parameter, array);
      return;
    }
    const rule = SUFFIXES.find(([suffix]) => parameter.name.endsWith(suffix));
    if (rule === undefined) {
      throw new RangeError(
        `cannot tell how to initialize ${parameter.name}: its name ends neither in weight, bias, gamma nor beta. ` +
          'Give the variable an `__init__` attribute, or load a value for it',
      );
    }
    fill(array, rule[1]);
  }
}

/** Sets all elements to one value. */
export function fill(array: NDArray, value: number): void {
  invokeInto('_full', [], [array], {
    shape: array.shape,
    ctx: array.device,
    dtype: array.dtype,
    value: pythonFloat(value),
  });
}

/** An attribute such as `["constant", {"value": 0.25}]`, or a name alone. */
function ownInitializer(text: string): NamedInitializer {
  if (NamedInitializer.create === undefined) throw new TypeError('no initializers are registered');
  return NamedInitializer.create(text);
}

/** Different initializers for different parameters. */

import type { NDArray } from '../ndarray/ndarray.js';
import type { Initializer, ParameterDesc } from './initializer.js';

/** A pattern that the beginning of a name must match, and what is then done. */
export type MixedRule = readonly [pattern: string | RegExp, initializer: Initializer];

/**
 * Chooses an initializer by the parameter's name: that of the first pattern that matches (`mx.init.Mixed`). As in Python a
 * pattern need not reach the end of the name, but has to match from its beginning.
 *
 * @example
 * ```ts
 * const initializer = new Mixed([['.*bias', new Zero()], ['.*', new Uniform({ scale: 0.1 })]]);
 * ```
 */
export class Mixed implements Initializer {
  readonly #rules: readonly (readonly [pattern: RegExp, initializer: Initializer])[];

  /** @throws SyntaxError for a pattern that is no regular expression */
  constructor(rules: readonly MixedRule[]) {
    this.#rules = rules.map(([pattern, initializer]) => [fromBeginning(pattern), initializer]);
  }

  /** @throws RangeError when no pattern matches */
  initialize(parameter: ParameterDesc, array: NDArray): void {
    const rule = this.#rules.find(([pattern]) => {
      pattern.lastIndex = 0;
      return pattern.test(parameter.name);
    });
    if (rule === undefined) {
      throw new RangeError(
        `no pattern matches ${parameter.name}; add '.*' with an initializer for all others at the end`,
      );
    }
    rule[1].initialize(parameter, array);
  }
}

function fromBeginning(pattern: string | RegExp): RegExp {
  const { source, flags } = new RegExp(pattern);
  return new RegExp(source, flags.includes('y') ? flags : `${flags}y`);
}

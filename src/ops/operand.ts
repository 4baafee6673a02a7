/** The types of calls of operators. */

import type { NDArray } from '../ndarray/ndarray.js';
import type { Symbol } from '../symbol/symbol.js';

/** What operators work on: arrays are computed with at once, symbols become part of a graph. */
export type Operand = NDArray | Symbol;

/** Lengths, places or axes, one for each dimension; `null` where the library is to choose. */
export type Shape = number | readonly (number | null)[];

/**
 * A number that need not be whole. The graph's JSON spells `1` as Python spells the integer; where it has to be Python's
 * `1.0`, which JavaScript does not tell from `1`, give the text `'1.0'`.
 */
export type Real = number | `${number}`;

/** Options of every operator on arrays. */
export interface ArrayOptions {
  /** Arrays to write the results into, the inputs among them if you like; they are also what is returned. */
  out?: NDArray | readonly NDArray[];
}

/** Options of every operator on symbols. */
export interface SymbolOptions {
  /** The node's name. @defaultValue the operator's next automatic one, `convolution0`, … */
  name?: string;
  /** Attributes of the node that are not the operator's, for example `{ __lr_mult__: '0.1' }`. */
  attributes?: Readonly<Record<string, string>>;
}

/** The options of every operator, by what it is called with. */
export type CallOptions<T extends Operand> = T extends Symbol ? SymbolOptions : ArrayOptions;

/** An operator whose declaration is not known here: it takes inputs, in order, and then options. */
export type AnyOperator = <T extends Operand>(
  ...inputsAndOptions: (T | readonly T[] | Readonly<Record<string, unknown>>)[]
) => T | T[];

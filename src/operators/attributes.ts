/** MXNet's names of inputs and attributes, and ours. */

import { camelCase } from '../text/camel-case.js';
import { describeOperator } from './registry.js';

/** What a call of an operator takes. */
export interface Signature {
  /** MXNet's name; several names of one operator share it. */
  operator: string;
  /** Inputs by our names, in the library's order, with MXNet's names. */
  inputs: ReadonlyMap<string, string>;
  /** Whether the last input is a list. */
  takesList: boolean;
  /** Attributes by our names, with MXNet's. */
  attributes: ReadonlyMap<string, string>;
  /** The attribute that counts the inputs, by MXNet's name. */
  countArgument: string | undefined;
  /** Whether an attribute says how many results there are: they are a list even when there is one. */
  givesList: boolean;
}

/** Operators that end the process when a graph is made of them: libmxnet does not expect them there. @internal */
export const FOR_ARRAYS_ONLY: ReadonlySet<string> = new Set([
  // It has no results.
  'reset_arrays',
  '_contrib_dgl_csr_neighbor_non_uniform_sample',
]);

const signatures = new Map<string, Signature>();

/**
 * What an operator of the loaded library takes, with names in camelCase: `num_hidden` is `numHidden`.
 *
 * @throws TypeError when the loaded library has no such operator
 * @internal
 */
export function signatureOf(name: string): Signature {
  const known = signatures.get(name);
  if (known !== undefined) return known;
  const described = describeOperator(name);
  const named = (wanted: boolean) =>
    described.arguments
      .filter(({ type }) => isInputType(type) === wanted)
      .map((argument) => [camelCase(argument.name), argument.name] as const);
  const signature: Signature = {
    operator: described.name,
    inputs: new Map(named(true)),
    takesList: described.arguments.some(({ type }) => isInputType(type) && type.endsWith('[]')),
    attributes: new Map(named(false)),
    countArgument: described.countArgument,
    givesList: described.arguments.some((argument) => countsResults(argument.name)),
  };
  signatures.set(name, signature);
  return signature;
}

/** Whether an argument of this type is an input: `NDArray-or-Symbol`, `NDArray-or-Symbol[]`, … @internal */
export function isInputType(type: string): boolean {
  return type.startsWith('NDArray') || type.startsWith('Symbol');
}

/** Whether an attribute of this name says how many results an operator has. @internal */
export function countsResults(attribute: string): boolean {
  return /^(?:num_(?:outputs|weights|tensors)|sections)$/.test(attribute);
}

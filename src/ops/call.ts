/** Calling an operator on arrays or symbols. */

import { NDArray } from '../ndarray/ndarray.js';
import { FOR_ARRAYS_ONLY, type Signature, signatureOf } from '../operators/attributes.js';
import { invoke, invokeInto } from '../operators/invoke.js';
import type { Attributes } from '../operators/text.js';
import { Symbol } from '../symbol/symbol.js';
import type { Operand } from './operand.js';
import { type Call, readCall } from './read-call.js';

/**
 * Calls an operator: on arrays it is queued at once, on symbols it becomes a node. Without any input it is for arrays.
 *
 * @param operator - MXNet's name
 * @param parameters - inputs in the library's order, then options
 * @returns one result, or a list of them
 * @internal
 */
export function callOperator(
  operator: string,
  parameters: readonly unknown[],
): Operand | Operand[] {
  const signature = signatureOf(operator);
  const call = readCall(operator, signature, parameters);
  const inputs = [...call.inputs.values()].flat();
  countInputs(signature, call, inputs.length);
  const symbols = inputs.filter((input) => input instanceof Symbol);
  if (symbols.length === 0) return onArrays(operator, signature, call, inputs as NDArray[]);
  if (symbols.length < inputs.length) {
    throw new TypeError(`the inputs of ${operator} must be all arrays or all symbols`);
  }
  return onSymbols(operator, signature, call, symbols);
}

function onArrays(
  operator: string,
  { givesList }: Signature,
  { attributes, others }: Call,
  inputs: readonly NDArray[],
): NDArray | NDArray[] {
  const { out, ...rest } = others;
  refuse(operator, rest, 'for symbols only');
  if (out !== undefined) {
    const outputs = Array.isArray(out) ? out : [out];
    if (!outputs.every((output) => output instanceof NDArray)) {
      throw new TypeError('`out` must be an array or a list of arrays');
    }
    invokeInto(operator, inputs, outputs, attributes);
    return out as NDArray | NDArray[];
  }
  return results(invoke(operator, inputs, attributes), givesList);
}

function onSymbols(
  operator: string,
  { takesList, givesList }: Signature,
  { inputs, attributes, others }: Call,
  symbols: readonly Symbol[],
): Symbol | Symbol[] {
  if (FOR_ARRAYS_ONLY.has(operator)) throw new TypeError(`${operator} is for arrays only`);
  const { name, attributes: ofNode = {}, ...rest } = others;
  refuse(operator, rest, 'for arrays only');
  const named = takesList ? symbols : (Object.fromEntries(inputs) as Record<string, Symbol>);
  const all: Attributes = { ...attributes, ...(ofNode as Record<string, string>) };
  const symbol = Symbol.compose(operator, named, all, name as string | undefined);
  const count = symbol.listOutputs().length;
  if (count === 1 && !givesList) return symbol;
  const outputs = Array.from({ length: count }, (_, i) => symbol.output(i));
  symbol.dispose();
  return outputs;
}

function results<T extends Operand>(list: T[], givesList: boolean): T | T[] {
  const [first] = list;
  return list.length === 1 && first !== undefined && !givesList ? first : list;
}

function countInputs({ countArgument }: Signature, { attributes }: Call, count: number): void {
  if (countArgument !== undefined) attributes[countArgument] ??= count;
}

function refuse(operator: string, options: Readonly<Record<string, unknown>>, why: string): void {
  const [name] = Object.keys(options);
  if (name !== undefined) throw new TypeError(`the option \`${name}\` of ${operator} is ${why}`);
}

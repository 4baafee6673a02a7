/** The parameters of a call, sorted into inputs and attributes. */

import { NDArray } from '../ndarray/ndarray.js';
import type { Signature } from '../operators/attributes.js';
import type { AttributeValue } from '../operators/text.js';
import { Symbol } from '../symbol/symbol.js';
import { nearest } from '../text/nearest.js';
import type { Operand } from './operand.js';

/** The inputs and options of one call. */
export interface Call {
  /** By MXNet's names, in the library's order; a list of inputs under one name. */
  inputs: ReadonlyMap<string, Operand | readonly Operand[]>;
  /** By MXNet's names. */
  attributes: Record<string, AttributeValue | undefined>;
  /** Options that are no attributes: `out`, `name`, `attributes`. */
  others: Readonly<Record<string, unknown>>;
}

/** Options of every operator. Some are for arrays, some for symbols. */
const COMMON: readonly string[] = ['out', 'name', 'attributes'];

/**
 * Sorts what an operator was called with.
 *
 * @throws TypeError for an input too much, an input given twice, an option that the operator does not have
 * @internal
 */
export function readCall(
  operator: string,
  signature: Signature,
  parameters: readonly unknown[],
): Call {
  const last = parameters.at(-1);
  const hasOptions = last !== undefined && !isInput(last);
  const options = hasOptions ? readOptions(operator, last) : [];
  const given = positionalInputs(
    operator,
    signature,
    hasOptions ? parameters.slice(0, -1) : parameters,
  );
  const attributes: Call['attributes'] = {};
  const others: Record<string, unknown> = {};
  for (const [option, value] of options) {
    const attribute = signature.attributes.get(option);
    if (signature.inputs.has(option)) giveInput(operator, given, option, value);
    else if (attribute !== undefined) attributes[attribute] = value as AttributeValue;
    else if (COMMON.includes(option)) others[option] = value;
    else throw unknownOption(operator, signature, option);
  }
  return { inputs: readInputs(operator, signature, given), attributes, others };
}

/** By our names. A place may be left out with `undefined`. */
function positionalInputs(
  operator: string,
  { inputs }: Signature,
  positional: readonly unknown[],
): Map<string, unknown> {
  const names = [...inputs.keys()];
  if (positional.length > names.length) {
    const known = names.length === 0 ? 'no inputs' : `the inputs ${names.join(', ')}`;
    throw new TypeError(`${operator} has ${known}, received ${positional.length}`);
  }
  const given = names.map((name, i) => [name, positional[i]] as const);
  return new Map(given.filter(([, input]) => input !== undefined));
}

function giveInput(
  operator: string,
  given: Map<string, unknown>,
  name: string,
  input: unknown,
): void {
  if (given.has(name)) throw new TypeError(`\`${name}\` of ${operator} is given twice`);
  given.set(name, input);
}

/** The given inputs in the library's order; those left out are the library's to name or to miss. */
function readInputs(
  operator: string,
  { inputs, takesList }: Signature,
  given: ReadonlyMap<string, unknown>,
): Call['inputs'] {
  const read = new Map<string, Operand | readonly Operand[]>();
  const last = [...inputs.keys()].at(-1);
  for (const [ours, theirs] of inputs) {
    if (!given.has(ours)) continue;
    const input = given.get(ours);
    const wantsList = takesList && ours === last;
    if (!isInput(input) || Array.isArray(input) !== wantsList) {
      const kind = wantsList ? 'a list of NDArrays or of Symbols' : 'an NDArray or a Symbol';
      throw new TypeError(`\`${ours}\` of ${operator} must be ${kind}`);
    }
    read.set(theirs, input);
  }
  return read;
}

function isInput(value: unknown): value is Operand | readonly Operand[] {
  return Array.isArray(value) ? value.every(isOperand) : isOperand(value);
}

function isOperand(value: unknown): value is Operand {
  return value instanceof NDArray || value instanceof Symbol;
}

function readOptions(operator: string, options: unknown): [string, unknown][] {
  if (typeof options === 'object' && options !== null && !Array.isArray(options)) {
    return Object.entries(options).filter(([, value]) => value !== undefined);
  }
  throw new TypeError(
    `the last parameter of ${operator} must be an input or an object with options, received ${options}`,
  );
}

function unknownOption(operator: string, signature: Signature, option: string): TypeError {
  const known = [...signature.inputs.keys(), ...signature.attributes.keys(), ...COMMON];
  const [meant] = nearest(option, known, 1);
  return new TypeError(`${operator} has no option \`${option}\`; perhaps \`${meant}\` is meant`);
}

/** The operators of the loaded library. */

import { mxnet } from '../runtime/library.js';

/** One argument of an operator, as the library describes it. */
export interface OperatorArgument {
  name: string;
  /** For example `NDArray-or-Symbol` or `int, optional, default='0'`. */
  type: string;
  description: string;
}

/** What the library says of an operator. */
export interface Operator {
  name: string;
  description: string;
  arguments: OperatorArgument[];
  /** The argument that counts the inputs of an operator with any number of them. */
  countArgument: string | undefined;
}

let ids: ReadonlyMap<string, number> | undefined;

/** The names of all operators that the loaded library has, aliases included (MXListAllOpNames). */
export function listOperators(): string[] {
  return [...operatorIds().keys()];
}

/**
 * The number by which the addon knows an operator.
 *
 * @throws TypeError when the loaded library has no such operator
 * @internal
 */
export function operatorId(name: string): number {
  const id = operatorIds().get(name);
  if (id === undefined) throw new TypeError(`this libmxnet has no operator ${name}`);
  return id;
}

/** Whether the loaded library has an operator. */
export function hasOperator(name: string): boolean {
  return operatorIds().has(name);
}

/** Names, types, defaults and documentation of an operator's arguments (MXSymbolGetAtomicSymbolInfo). */
export function describeOperator(name: string): Operator {
  const described = mxnet().describeOperator(operatorId(name));
  return {
    name: described.name,
    description: described.description,
    arguments: described.argumentNames.map((argument, i) => ({
      name: argument,
      type: described.argumentTypes[i] ?? '',
      description: described.argumentDescriptions[i] ?? '',
    })),
    countArgument: described.countArgument === '' ? undefined : described.countArgument,
  };
}

function operatorIds(): ReadonlyMap<string, number> {
  ids ??= new Map(
    mxnet()
      .listOperators()
      .map((name, id) => [name, id]),
  );
  return ids;
}

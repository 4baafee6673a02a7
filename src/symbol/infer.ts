/** What a graph makes of given shapes and element types. */

import { callAsync } from '../native/call.js';
import { type DType, dtypeCode, dtypeFromCode } from '../ndarray/dtype.js';
import type { Symbol } from './symbol.js';

/** A shape by name. */
export type NamedShapes = Readonly<Record<string, readonly number[]>>;

/** Shapes by name; a shape that could not be inferred is empty. */
export interface SymbolShapes {
  arguments: Map<string, readonly number[]>;
  outputs: Map<string, readonly number[]>;
  auxiliaryStates: Map<string, readonly number[]>;
  /** Whether every shape is known. */
  complete: boolean;
}

/** Element types by name; `undefined` where one could not be inferred. */
export interface SymbolTypes {
  arguments: Map<string, DType | undefined>;
  outputs: Map<string, DType | undefined>;
  auxiliaryStates: Map<string, DType | undefined>;
  complete: boolean;
}

/**
 * Infers all shapes from some (MXSymbolInferShape).
 *
 * @param options - `partial`: leave unknown what does not follow, instead of answering nothing
 * @throws {@link MXNetError} when the shapes contradict each other
 */
export async function inferShape(
  symbol: Symbol,
  shapes: NamedShapes,
  { partial = false }: { partial?: boolean } = {},
): Promise<SymbolShapes> {
  const lists = Object.values(shapes).map((shape) => [...shape]);
  const inferred = await callAsync(symbol.native.inferShape(Object.keys(shapes), lists, partial));
  return {
    arguments: byName(symbol.listArguments(), inferred.arguments, []),
    outputs: byName(symbol.listOutputs(), inferred.outputs, []),
    auxiliaryStates: byName(symbol.listAuxiliaryStates(), inferred.auxiliaryStates, []),
    complete: inferred.complete,
  };
}

/** Infers all element types from some (MXSymbolInferType). */
export async function inferType(
  symbol: Symbol,
  types: Readonly<Record<string, DType>>,
): Promise<SymbolTypes> {
  const codes = Object.values(types).map(dtypeCode);
  const inferred = await callAsync(symbol.native.inferType(Object.keys(types), codes));
  const named = (names: string[], list: number[]) =>
    byName(
      names,
      list.map((code) => (code < 0 ? undefined : dtypeFromCode(code))),
      undefined,
    );
  return {
    arguments: named(symbol.listArguments(), inferred.arguments),
    outputs: named(symbol.listOutputs(), inferred.outputs),
    auxiliaryStates: named(symbol.listAuxiliaryStates(), inferred.auxiliaryStates),
    complete: inferred.complete,
  };
}

/** An incomplete inference answers with empty lists. */
function byName<Item>(names: string[], items: readonly Item[], unknown: Item): Map<string, Item> {
  return new Map(names.map((name, i) => [name, i < items.length ? (items[i] as Item) : unknown]));
}

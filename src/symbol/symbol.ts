/** The symbolic graph. */

import { callAsync } from '../native/call.js';
import type { NativeSymbol } from '../native/contract.js';
import { NativeOwner } from '../native/owner.js';
import { operatorId } from '../operators/registry.js';
import { type Attributes, attributeLists } from '../operators/text.js';
import { mxnet } from '../runtime/library.js';
import { track } from '../runtime/scope.js';
import { nodeName } from './name-manager.js';

/** Attributes of every node that has any, by node name. */
export type NodeAttributes = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * A graph of operators with one or several outputs, not yet bound to arrays.
 *
 * @example
 * ```ts
 * const data = Symbol.variable('data');
 * const fc = Symbol.compose('FullyConnected', { data }, { num_hidden: 3 }, 'fc');
 * const net = Symbol.compose('SoftmaxOutput', { data: fc }, {}, 'softmax');
 * console.log(net.listArguments()); // [ 'data', 'fc_weight', 'fc_bias', 'softmax_label' ]
 * ```
 */
export class Symbol extends NativeOwner<NativeSymbol> {
  /** @internal */
  constructor(native: NativeSymbol) {
    super(native);
    track(this);
  }

  /** A named input of a graph. */
  static variable(name: string, attributes: Readonly<Record<string, string>> = {}): Symbol {
    const symbol = new Symbol(mxnet().Symbol.variable(name));
    for (const [key, value] of Object.entries(attributes)) symbol.setAttribute(key, value);
    return symbol;
  }

  /**
   * An operator on other symbols (MXSymbolCreateAtomicSymbol, MXSymbolCompose). Inputs that are not given
   * become variables named `<name>_<input>`.
   *
   * @param operator - MXNet's name of the operator
   * @param inputs - by input name, or in order
   * @param attributes - by MXNet's names
   * @param name - the node's name; the default counts, as MXNet does: `fullyconnected0`, …; see {@link nameScope}
   */
  static compose(
    operator: string,
    inputs: Readonly<Record<string, Symbol>> | readonly Symbol[],
    attributes: Attributes = {},
    name?: string,
  ): Symbol {
    const { keys, values } = attributeLists(attributes);
    const symbol = new Symbol(mxnet().Symbol.atomic(operatorId(operator), keys, values));
    const natives = Object.values(inputs).map((input) => input.native);
    try {
      const inputNames = isList(inputs) ? null : Object.keys(inputs);
      symbol.native.compose(nodeName(operator, name), inputNames, natives);
      return symbol;
    } catch (error) {
      symbol.dispose();
      throw error;
    }
  }

  /** A copy in which variables are replaced by other symbols. */
  substitute(inputs: Readonly<Record<string, Symbol>>): Symbol {
    const copy = this.copy();
    const natives = Object.values(inputs).map((input) => input.native);
    copy.native.compose('', Object.keys(inputs), natives);
    return copy;
  }

  /** Several symbols as one with all their outputs. */
  static group(symbols: readonly Symbol[]): Symbol {
    return new Symbol(mxnet().Symbol.group(symbols.map((symbol) => symbol.native)));
  }

  /**
   * Reads a graph of any MXNet version since 0.8; libmxnet upgrades old ones.
   *
   * @throws {@link MXNetError} for malformed JSON, unknown operators or attributes
   */
  static async fromJson(json: string): Promise<Symbol> {
    return new Symbol(await callAsync(mxnet().Symbol.fromJson(json)));
  }

  /** The graph as MXNet saves it, byte for byte, without `amp_cast` nodes as Python leaves them out. */
  async toJson(): Promise<string> {
    const removeAmpCast = mxnet().hasFunction('MXSymbolRemoveAmpCast');
    return await callAsync(this.native.toJson(removeAmpCast));
  }

  /** The name of the output's node; `undefined` for a group. */
  get name(): string | undefined {
    return this.native.name() ?? undefined;
  }

  /** An attribute of the output's node. */
  attribute(key: string): string | undefined {
    return this.native.attribute(key) ?? undefined;
  }

  setAttribute(key: string, value: string): void {
    this.native.setAttribute(key, value);
  }

  /** Attributes of all nodes (`attr_dict` in Python). */
  attributes(): NodeAttributes {
    const nodes = new Map<string, Map<string, string>>();
    const flat = this.native.listAttributes();
    for (let i = 0; i + 1 < flat.length; i += 2) {
      const label = flat[i] as string;
      const end = label.lastIndexOf('$');
      const [node, key] = [label.slice(0, end), label.slice(end + 1)];
      const attributes = nodes.get(node) ?? new Map<string, string>();
      attributes.set(key, flat[i + 1] as string);
      nodes.set(node, attributes);
    }
    return nodes;
  }

  /** The names of all inputs: data, labels and parameters, in the graph's order. */
  listArguments(): string[] {
    return this.native.listArguments();
  }

  listOutputs(): string[] {
    return this.native.listOutputs();
  }

  /** The names of the states that the network keeps itself, such as moving averages. */
  listAuxiliaryStates(): string[] {
    return this.native.listAuxiliaryStates();
  }

  /** A symbol whose outputs are those of every node. */
  internals(): Symbol {
    return new Symbol(this.native.internals());
  }

  /** A symbol whose outputs are the inputs of this one; `undefined` for a variable. */
  children(): Symbol | undefined {
    const children = this.native.children();
    return children === null ? undefined : new Symbol(children);
  }

  /** One output, by its place in {@link Symbol.listOutputs}. */
  output(index: number): Symbol {
    return new Symbol(this.native.output(index));
  }

  copy(): Symbol {
    return new Symbol(this.native.copy());
  }
}

function isList(
  inputs: Readonly<Record<string, Symbol>> | readonly Symbol[],
): inputs is readonly Symbol[] {
  return Array.isArray(inputs);
}

/** The operators as functions. */

import { listOperators, operatorId } from '../operators/registry.js';
import { nearest } from '../text/nearest.js';
import { callOperator } from './call.js';
import type { Operators } from './generated/operators.js';
import { NAMESPACES, type Namespace, placeOf } from './names.js';
import type { AnyOperator } from './operand.js';

/** Asked for by `await` and `JSON.stringify`, whatever the object. */
const NEVER_OPERATORS: readonly (string | symbol)[] = ['then', 'toJSON'];

/**
 * Every operator of the loaded library, as a function of arrays or of symbols: inputs first, then options in
 * camelCase. Names written with underscores are in camelCase too; some operators stand apart, as in Python: in
 * `ops.contrib`, `ops.image`, `ops.linalg`, `ops.random`, and those that begin with an underscore in `ops.internal`.
 *
 * The declarations are those of MXNet 1.9.1. An operator that the loaded library does not have throws when it is asked for;
 * {@link findOperator} finds those that only another version has.
 *
 * @example
 * ```ts
 * const data = Symbol.variable('data');
 * const body = ops.Convolution(data, { kernel: [3, 3], numFilter: 64, name: 'conv0' });
 * const act = ops.Activation(body, { actType: 'relu' }); // activation0
 * ```
 *
 * @example
 * ```ts
 * const sum = ops.broadcastAdd(ones([2, 3]), ones([1, 3]));
 * ops.sgdUpdate(weight, gradient, { lr: 0.1, out: weight });
 * ```
 */
export const ops: Operators = namespaceProxy(undefined) as unknown as Operators;

/**
 * An operator by MXNet's own name, whatever version of the library is loaded.
 *
 * @throws TypeError when the loaded library has no such operator
 */
export function findOperator(name: string): AnyOperator {
  operatorId(name);
  return operatorFunction(name, placeOf(name).member);
}

function operatorFunction(name: string, member: string): AnyOperator {
  const call = (...parameters: unknown[]) => callOperator(name, parameters);
  return Object.defineProperty(call, 'name', { value: member }) as AnyOperator;
}

/** An object that is filled when it is first looked at, because that opens the library. */
function namespaceProxy(namespace: Namespace | undefined): object {
  let members: Readonly<Record<string, unknown>> | undefined;
  const filled = (target: Record<string, unknown>) => {
    members ??= fill(target, namespace);
    return members;
  };
  return new Proxy(Object.create(null) as Record<string, unknown>, {
    get(target, key) {
      if (typeof key === 'symbol' || NEVER_OPERATORS.includes(key)) return undefined;
      const found = filled(target)[key];
      if (found === undefined) throw unknownOperator(namespace, key, Object.keys(filled(target)));
      return found;
    },
    has: (target, key) => key in filled(target),
    ownKeys: (target) => Reflect.ownKeys(filled(target)),
    getOwnPropertyDescriptor: (target, key) =>
      Reflect.getOwnPropertyDescriptor(filled(target), key),
  });
}

function fill(
  target: Record<string, unknown>,
  wanted: Namespace | undefined,
): Readonly<Record<string, unknown>> {
  for (const name of listOperators()) {
    const { namespace, member } = placeOf(name);
    // Gradients are for the library itself to call.
    if (name.startsWith('_backward')) continue;
    if (namespace === wanted) target[member] = operatorFunction(name, member);
  }
  if (wanted === undefined) {
    for (const namespace of NAMESPACES) target[namespace] = namespaceProxy(namespace);
  }
  return Object.freeze(target);
}

function unknownOperator(
  namespace: Namespace | undefined,
  name: string,
  known: readonly string[],
): TypeError {
  const path = namespace === undefined ? 'ops' : `ops.${namespace}`;
  const meant = nearest(name, known, 3).map((candidate) => `${path}.${candidate}`);
  return new TypeError(
    `this libmxnet has no operator ${path}.${name}; perhaps ${meant.join(', ')} is meant`,
  );
}
